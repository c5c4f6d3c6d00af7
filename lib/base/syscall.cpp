#include "lib/base/syscall.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace logwrap {

namespace {

Transfer failed(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) return {Transfer::State::WouldBlock, 0, 0};
  return {Transfer::State::Failed, 0, error};
}

}  // namespace

Transfer read_some(int fd, char* buffer, std::size_t size) {
  ssize_t n = 0;
  do {
    n = ::read(fd, buffer, size);
  } while (n < 0 && errno == EINTR);
  if (n > 0) return {Transfer::State::Done, static_cast<std::size_t>(n), 0};
  if (n == 0 || errno == EIO) return {Transfer::State::End, 0, 0};
  return failed(errno);
}

Transfer write_some(int fd, std::string_view bytes) {
  ssize_t n = 0;
  do {
    n = ::write(fd, bytes.data(), bytes.size());
  } while (n < 0 && errno == EINTR);
  if (n >= 0) return {Transfer::State::Done, static_cast<std::size_t>(n), 0};
  return failed(errno);
}

Transfer lend_some(int pipe, std::span<const iovec> pieces) {
  ssize_t n = 0;
  do {
    n = ::vmsplice(pipe, pieces.data(), pieces.size(), SPLICE_F_NONBLOCK);
  } while (n < 0 && errno == EINTR);
  if (n >= 0) return {Transfer::State::Done, static_cast<std::size_t>(n), 0};
  return failed(errno);
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const Transfer written = write_some(fd, bytes);
    if (written.state == Transfer::State::WouldBlock) return errno_error("", EAGAIN);
    if (written.state == Transfer::State::Failed) return errno_error("", written.error);
    bytes.remove_prefix(written.bytes);
  }
  return {};
}

UniqueFd duplicate(int fd) {
  return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

Result<PipeEnds> make_pipe(int flags) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | flags) != 0) return errno_error("cannot make a pipe");
  return PipeEnds{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::vector<char*> exec_arguments(std::span<const std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT(*-const-cast): execv's type is older than const
  }
  arguments.push_back(nullptr);
  return arguments;
}

}  // namespace logwrap
