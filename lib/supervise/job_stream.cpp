#include "lib/supervise/job_stream.hpp"

#include <poll.h>

#include <algorithm>
#include <thread>

#include "lib/base/syscall.hpp"

namespace logwrap {

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): buffer_ is not worth being zeroed
JobStream::JobStream(boost::asio::io_context& io, Stream stream, StreamKind kind, UniqueFd source, int out_fd,
                     Handlers handlers)
    : stream_(stream),
      kind_(kind),
      source_fd_(source.get()),
      source_(io, source.release()),
      handlers_(std::move(handlers)),
      outlet_(io, out_fd,
              {[this] { handlers_.room(); }, [this](int error) { handlers_.broken(*this, error); },
               [this](int error) { handlers_.lost(*this, error); }}) {}

void JobStream::resume() {
  if (!open_ || waiting_ || !handlers_.may_read(*this)) return;
  waiting_ = true;
  source_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
    waiting_ = false;
    if (!error && open_) read();
  });
}

void JobStream::let_gather() const {
  const bool little = last_size_ > 0 && last_size_ < kLittle;
  if (little && BootClock::now() - last_output_ < kSoon) std::this_thread::sleep_for(kMoment);
}

void JobStream::read() {
  let_gather();
  // A pty hands out at most 4 KiB at a time: several reads make one write, one frame.
  std::size_t filled = 0;
  Transfer last;
  do {
    last = read_some(source_fd_, buffer_.data() + filled, buffer_.size() - filled);
    filled += last.bytes;
    // Less than that was all there was, most likely: the next wait tells, at no cost.
  } while (last.state == Transfer::State::Done && last.bytes >= kAll && filled < buffer_.size());
  backlog_ -= std::min(backlog_, filled);
  last_size_ = filled;
  if (filled > 0) {
    last_output_ = BootClock::now();
    handlers_.output(*this, {buffer_.data(), filled});
  }
  const bool over = last.state == Transfer::State::End || last.state == Transfer::State::Failed;
  if (over && open_) {
    close();
    handlers_.ended(*this);
  }
  resume();
}

bool JobStream::drained() const {
  if (!open_) return true;
  pollfd look{source_fd_, POLLIN, 0};
  return ::poll(&look, 1, 0) == 0;
}

bool JobStream::has_backlog() const {
  return backlog_ > 0 && !drained();
}

void JobStream::close() {
  if (!open_) return;
  open_ = false;
  boost::system::error_code ignored;
  source_.close(ignored);
}

}  // namespace logwrap
