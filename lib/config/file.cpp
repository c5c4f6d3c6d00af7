#include "lib/config/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>

#include "lib/base/syscall.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

namespace {

Error too_large(std::size_t max_bytes) {
  return {{}, "it is larger than " + std::to_string(max_bytes / 1024) + " KiB, which no configuration is; shorten it"};
}

std::optional<Error> unfit(int fd, std::size_t max_bytes) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return errno_error("cannot be examined");
  if (S_ISDIR(status.st_mode)) return Error{{}, "it is a directory; put a regular file in its place or remove it"};
  if (!S_ISREG(status.st_mode)) return Error{{}, "it is not a regular file; put one in its place or remove it"};
  if (status.st_size > static_cast<off_t>(max_bytes)) return too_large(max_bytes);
  return std::nullopt;
}

}  // namespace

Result<std::optional<std::string>> read_small_file(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: to open a FIFO must not wait for a writer. O_NOCTTY: nor may a terminal become ours.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  if (!file) return errno_error("it cannot be opened");
  if (auto error = unfit(file.get(), max_bytes)) return *std::move(error);
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const Transfer read = read_some(file.get(), buffer.data(), buffer.size());
    if (read.state == Transfer::State::End) return std::optional(std::move(text));
    if (read.state == Transfer::State::WouldBlock) return errno_error("it cannot be read", EAGAIN);
    if (read.state == Transfer::State::Failed) return errno_error("it cannot be read", read.error);
    text.append(buffer.data(), read.bytes);
    if (text.size() > max_bytes) return too_large(max_bytes);  // it grew since, or its size was not known
  }
}

}  // namespace logwrap
