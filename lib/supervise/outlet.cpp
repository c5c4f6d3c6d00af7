#include "lib/supervise/outlet.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "lib/supervise/shared_fd.hpp"
#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

namespace {

/// No room, a limit, a disk's fault: alone a job would have got this for one write, and perhaps not for the next.
bool may_pass(int error, bool to_file) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case ENOBUFS:
    case ENOMEM:
      return true;
    case EIO:
    case ESTALE:
    case ETIMEDOUT:
      return to_file;
    default:
      return false;
  }
}

}  // namespace

Outlet::Outlet(boost::asio::io_context& io, int fd, Handlers handlers)
    : fd_(fd), target_(fd), watched_(io), handlers_(std::move(handlers)) {
  if (UniqueFd own = reopen_nonblocking(fd, Direction::Write)) {
    how_ = How::OwnFile;
    target_ = own.get();
    watched_.assign(own.release());
  } else if (const FdKind kind = examine_fd(fd).kind; kind != FdKind::Other && kind != FdKind::Closed) {
    if (UniqueFd ready = readiness_of(fd, Direction::Write)) {
      how_ = kind == FdKind::Socket ? How::Socket : How::Foreign;
      watched_.assign(ready.release());
    }
  }
}

/// A pipe that is ready has a page free (pipe_poll), of which a write may take PIPE_BUF; a pty a buffer of 256 bytes
/// (tty_buffer.c), where a line feed may become two. So this waits for nobody, unless another writer takes that room in
/// this very moment.
Transfer Outlet::write_if_ready(std::string_view bytes) const {
  constexpr std::size_t kTerminalRoom = 128;
  pollfd ready{target_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 0) return {Transfer::State::WouldBlock, 0, 0};
  return write_some(target_, bytes.substr(0, ::isatty(target_) != 0 ? kTerminalRoom : PIPE_BUF));
}

Transfer Outlet::try_write(std::string_view bytes) const {
  if (how_ == How::Foreign) return write_if_ready(bytes);
  if (how_ != How::Socket) return write_some(target_, bytes);
  ssize_t n = 0;
  do {
    n = ::send(target_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n >= 0) return {Transfer::State::Done, static_cast<std::size_t>(n), 0};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {Transfer::State::WouldBlock, 0, 0};
  return {Transfer::State::Failed, 0, errno};
}

void Outlet::write(std::string_view bytes) {
  if (broken_) return;
  while (pending_.empty() && !bytes.empty()) {
    const Transfer written = try_write(bytes);
    if (written.state == Transfer::State::Failed) return fail(written.error);
    if (written.state == Transfer::State::WouldBlock) break;
    bytes.remove_prefix(written.bytes);
  }
  if (bytes.empty()) return;
  pending_ += bytes;
  wait();
}

void Outlet::flush() {
  while (written_ < pending_.size()) {
    const Transfer written = try_write(std::string_view(pending_).substr(written_));
    if (written.state == Transfer::State::WouldBlock) return wait();
    if (written.state == Transfer::State::Failed) {
      fail(written.error);
      if (broken_) return;
      break;
    }
    written_ += written.bytes;
  }
  pending_.clear();
  written_ = 0;
  handlers_.drained();
}

void Outlet::wait() {
  if (waiting_ || broken_) return;
  waiting_ = true;
  using Wait = boost::asio::posix::stream_descriptor;
  watched_.async_wait(how_ == How::OwnFile ? Wait::wait_write : Wait::wait_read,
                      [this](const boost::system::error_code& error) {
                        waiting_ = false;
                        if (!error && !broken_) flush();
                      });
}

void Outlet::fail(int error) {
  pending_.clear();
  written_ = 0;
  broken_ = !may_pass(error, how_ == How::Blocking);
  if (broken_) {
    handlers_.broken(error);
  } else {
    handlers_.lost(error);
  }
}

void Outlet::close() {
  broken_ = true;
  pending_.clear();
  written_ = 0;
  boost::system::error_code ignored;
  watched_.close(ignored);
  close_shared(fd_);
}

}  // namespace logwrap
