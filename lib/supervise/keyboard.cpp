#include "lib/supervise/keyboard.hpp"

#include <array>
#include <utility>

#include "lib/base/syscall.hpp"
#include "lib/supervise/shared_fd.hpp"
#include "lib/supervise/type_ahead.hpp"

namespace logwrap {

namespace {
using Descriptor = boost::asio::posix::stream_descriptor;
}

Keyboard::Keyboard(boost::asio::io_context& io, int terminal, UniqueFd master, std::function<void()> hung_up)
    : terminal_(terminal),
      source_(terminal),
      may_block_(true),
      watched_(io),
      master_(io, master.release()),
      hung_up_(std::move(hung_up)) {
  if (UniqueFd own = reopen_nonblocking(terminal, Direction::Read)) {
    source_ = own.get();
    may_block_ = false;
    watched_.assign(own.release());
  } else if (UniqueFd ready = readiness_of(terminal, Direction::Read)) {
    watched_.assign(ready.release());
  }
}

void Keyboard::resume() {
  reading_ = true;
  if (typed_.empty()) {
    wait_for_terminal();
  }
}

std::string Keyboard::take_unread() {
  if (!master_.is_open()) return {};
  return logwrap::take_unread(master_.native_handle()) + std::exchange(typed_, {});
}

void Keyboard::close() {
  reading_ = false;
  boost::system::error_code ignored;
  watched_.close(ignored);
  master_.close(ignored);
}

void Keyboard::wait_for_terminal() {
  if (waiting_ || !reading_ || !watched_.is_open()) return;
  waiting_ = true;
  watched_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    waiting_ = false;
    if (!error && reading_) read_terminal();
  });
}

void Keyboard::read_terminal() {
  std::array<char, 4096> buffer{};
  const Transfer read = read_some(source_, buffer.data(), buffer.size());
  if (read.state == Transfer::State::Done) {
    typed_.assign(buffer.data(), read.bytes);
    write_master();
  } else if (read.state == Transfer::State::WouldBlock) {
    wait_for_terminal();
  } else if (is_hung_up(terminal_)) {
    close();
    hung_up_();
  } else {
    pause();  // EIO: the terminal listens to another group by now. It is resumed when it listens to ours again.
  }
}

void Keyboard::write_master() {
  while (!typed_.empty()) {
    const Transfer written = write_some(master_.native_handle(), typed_);
    if (written.state == Transfer::State::WouldBlock) return wait_for_master();
    if (written.state == Transfer::State::Failed) return close();
    typed_.erase(0, written.bytes);
  }
  wait_for_terminal();
}

void Keyboard::wait_for_master() {
  master_.async_wait(Descriptor::wait_write, [this](const boost::system::error_code& error) {
    if (!error) write_master();
  });
}

}  // namespace logwrap
