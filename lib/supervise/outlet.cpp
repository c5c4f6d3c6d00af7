#include "lib/supervise/outlet.hpp"

#include <sys/socket.h>

#include "lib/supervise/shared_fd.hpp"
#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

Outlet::Outlet(boost::asio::io_context& io, int fd, Handlers handlers)
    : fd_(fd), target_(fd), watched_(io), handlers_(std::move(handlers)) {
  if (UniqueFd own = reopen_nonblocking(fd, Direction::Write)) {
    how_ = How::OwnFile;
    target_ = own.get();
    watched_.assign(own.release());
  } else if (examine_fd(fd).kind == FdKind::Socket) {
    if (UniqueFd ready = readiness_of(fd, Direction::Write)) {
      how_ = How::Socket;
      watched_.assign(ready.release());
    }
  }
}

Transfer Outlet::try_write(std::string_view bytes) const {
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
    if (written.state == Transfer::State::Failed) return fail(written.error);
    if (written.state == Transfer::State::WouldBlock) return wait();
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
  watched_.async_wait(how_ == How::Socket ? Wait::wait_read : Wait::wait_write,
                      [this](const boost::system::error_code& error) {
                        waiting_ = false;
                        if (!error && !broken_) flush();
                      });
}

void Outlet::fail(int error) {
  broken_ = true;
  pending_.clear();
  written_ = 0;
  handlers_.broken(error);
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
