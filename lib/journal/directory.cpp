#include "lib/journal/directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// No fsync: the rename has to come behind the bytes, and when it is on the disk itself nobody needs to know. Once they
/// are written the file system has noted where they lie and how many they are, and it notes the rename behind that.
/// fsync would write those notes at once, with what other processes changed meanwhile, and empty the disk's cache.
void wait_for_bytes(int fd) {
  (void)::sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

Result<void> write_new(int dir_fd, const std::string& name, std::string_view text, Bytes bytes) {
  const UniqueFd fd(::openat(dir_fd, name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return errno_error("");
  if (auto written = write_all(fd.get(), text); !written) return written;
  if (bytes == Bytes::Begun) (void)::sync_file_range(fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  if (bytes == Bytes::BeforeTheName) wait_for_bytes(fd.get());
  return {};
}

Result<void> write_over(int dir_fd, const std::string& name, std::string_view text) {
  const UniqueFd fd(::openat(dir_fd, name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return errno_error("");
  if (auto written = write_all(fd.get(), text); !written) return written;
  if (::ftruncate(fd.get(), static_cast<off_t>(text.size())) != 0) return errno_error("");
  return {};
}

}  // namespace

Result<std::vector<std::string>> directory_entries(int dir_fd) {
  // fdopendir takes its descriptor and shares its offset with every duplicate, so it gets one opened anew.
  UniqueFd fd(::openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return errno_error("");
  const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(fd.get()));
  if (!directory) return errno_error("");
  (void)fd.release();
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return errno_error("");
  return names;
}

bool is_full(const Error& error) {
  return error.code == std::errc::no_space_on_device || error.code.value() == EDQUOT;
}

Result<void> reserve_file(int dir_fd, const std::string& name, std::size_t size) {
  const UniqueFd fd(::openat(dir_fd, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return errno == EEXIST ? Result<void>() : errno_error("");
  if (::fallocate(fd.get(), 0, 0, static_cast<off_t>(size)) == 0) return {};
  if (errno != EOPNOTSUPP) return errno_error("");
  constexpr std::size_t kAtOnce = 256;  // what getentropy gives
  std::string text(size, '\0');         // zeros would take no room where files are compressed
  for (std::size_t at = 0; at < size; at += kAtOnce) {
    if (::getentropy(text.data() + at, std::min(kAtOnce, size - at)) != 0) return errno_error("");
  }
  return write_all(fd.get(), text);
}

Result<std::string> read_file(int dir_fd, const std::string& name, std::size_t limit) {
  // O_NONBLOCK: a FIFO put in the file's place must not hang us.
  const UniqueFd fd(::openat(dir_fd, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return errno_error("");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return errno_error("");
  if (!S_ISREG(status.st_mode)) return errno_error("", EINVAL);
  std::string text;
  std::size_t have = 0;
  while (true) {
    if (have > limit) return errno_error("", EFBIG);
    text.resize(have + (have == 0 ? static_cast<std::size_t>(status.st_size) + 1 : 4096));
    const Transfer got = read_some(fd.get(), text.data() + have, text.size() - have);
    if (got.state == Transfer::State::End) break;
    if (got.state != Transfer::State::Done) return errno_error("", got.error);
    have += got.bytes;
  }
  text.resize(have);
  return text;
}

Result<void> replace_file(int dir_fd, const std::string& name, std::string_view text, const std::string& where,
                          Bytes bytes) {
  const std::string temporary = name + ".new";
  Result<void> written = write_new(dir_fd, temporary, text, bytes);
  if (written) {
    if (::renameat(dir_fd, temporary.c_str(), dir_fd, name.c_str()) == 0) return {};
    written = errno_error("");
  }
  ::unlinkat(dir_fd, temporary.c_str(), 0);
  // On a full disk there is room for this text only where the old one is.
  if (is_full(written.error()) && ::faccessat(dir_fd, name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    written = write_over(dir_fd, name, text);
  }
  if (written) return {};
  return Error{written.error().code, "cannot write " + where + "/" + name};
}

}  // namespace logwrap
