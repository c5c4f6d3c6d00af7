#include "lib/supervise/recorder_feed.hpp"

#include <algorithm>
#include <utility>

#include "lib/base/line_feeds.hpp"
#include "lib/base/syscall.hpp"

namespace logwrap {

RecorderFeed::RecorderFeed(boost::asio::io_context& io, SharedPage& page, Handlers handlers)
    : page_(page), handlers_(std::move(handlers)), pipe_(io), alarm_(io), settle_alarm_(io) {}

void RecorderFeed::connect(UniqueFd pipe) {
  pipe_.assign(pipe.release());
  consumed_before_ = page_.consumed;
  ended_ = false;
  flow_again(Drop::Crash);
}

void RecorderFeed::disconnect() {
  boost::system::error_code ignored;
  pipe_.close(ignored);
  waiting_ = false;
  queue_.clear();
  state_ = State::Between;
  // What it consumed it has committed, but for the lines that still stood on its screens.
  RecorderProgress left = page_.progress();
  dropped_.bytes += queued_output_.bytes - left.output_bytes;
  dropped_.line_feeds += queued_output_.line_feeds - left.line_feeds + std::exchange(left.pending_lines, 0);
  queued_output_ = {left.output_bytes, left.line_feeds};
  take_back_untold_gaps();
  page_.publish(left);  // the next one may die before it does
  handlers_.room();
}

/// Gaps that it was sent and did not come to: what they stand for is still to be told.
void RecorderFeed::take_back_untold_gaps() {
  const std::uint64_t counted = page_.progress().gaps;
  for (; gaps_ > counted && !told_.empty(); --gaps_, told_.pop_back()) {
    dropped_.bytes += told_.back().bytes;
    dropped_.line_feeds += told_.back().line_feeds;
  }
  told_.clear();
}

void RecorderFeed::give_up() {
  if (state_ != State::Between) disconnect();
  state_ = State::GivenUp;
  alarm_.stop();
  settle_alarm_.stop();
  handlers_.room();
}

void RecorderFeed::output(Stream stream, std::string_view bytes, Time now) {
  const CommandSpotter::Spotted spotted = spotter_.look(stream, bytes);
  if (spotted != CommandSpotter::Spotted::None) settle_soon();
  if (spotted == CommandSpotter::Spotted::AcrossGap) tell_gap(Drop::Crash, {}, Silence::Yes);
  if (!bytes.empty()) within_line_.at(static_cast<std::size_t>(stream)) = bytes.back() != '\n' ? 1 : 0;
  if (state_ != State::Flowing) {
    dropped_.bytes += bytes.size();
    dropped_.line_feeds += count_line_feeds(bytes);
    return;
  }
  queued_output_.bytes += bytes.size();
  queued_output_.line_feeds += count_line_feeds(bytes);
  push(FrameType::Output, stream, now, bytes);
}

void RecorderFeed::push(FrameType type, Stream stream, Time now, std::string_view payload) {
  if (state_ == State::Between || state_ == State::GivenUp) return;
  queue_.taken(page_.consumed - consumed_before_);
  const FrameHeader header = frame_header(type, stream, now, payload.size());
  queue_.append(bytes_of(header));
  queue_.append(payload);
  if (!waiting_) flush();
  // All but output is few and far between, and something waits for it.
  if (type != FrameType::Output) {
    ring_bell(page_);
  } else {
    ring_if_much_waits();
  }
  if (!has_room()) watch();
}

void RecorderFeed::ring_if_much_waits() {
  if (page_.gathering != 0 && sent() - page_.consumed >= kMuch) ring_bell(page_);
}

void RecorderFeed::end(const JobEndPayload& end, Time now) {
  if (state_ == State::Dropping) flow_again(Drop::Stuck);
  push(FrameType::JobEnd, Stream::Logwrap, now, bytes_of(end));
  ended_ = true;
  if (queue_.size() == 0 && pipe_.is_open()) pipe_.close();
}

void RecorderFeed::flush() {
  bool taken = false;
  while (queue_.size() > 0) {
    const Transfer written = queue_.write_to(pipe_.native_handle());
    if (written.state == Transfer::State::WouldBlock) {
      ring_bell(page_);
      wait_for_pipe();
      break;
    }
    if (written.state == Transfer::State::Failed) return;  // it died: disconnect() is about to come
    taken = true;
  }
  if (queue_.size() == 0 && ended_) pipe_.close();
  if (state_ == State::Dropping && taken) flow_again(Drop::Stuck);
}

void RecorderFeed::wait_for_pipe() {
  if (waiting_) return;
  waiting_ = true;
  pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_write, [this](const boost::system::error_code& error) {
    if (error) return;
    waiting_ = false;
    const bool was_full = !has_room();
    flush();
    if (was_full && has_room()) handlers_.room();
  });
}

void RecorderFeed::watch() {
  if (alarm_.is_set()) return;
  stuck_.begin(page_.consumed, BootClock::now());
  look();
}

void RecorderFeed::look() {
  const Time now = BootClock::now();
  if (has_room()) return;
  const bool excused = page_.throttling != 0 || handlers_.excused();
  if (stuck_.stuck(page_.consumed, excused, now)) {
    state_ = State::Dropping;
    handlers_.room();
    return;
  }
  alarm_.set(stuck_.next_look() - now, [this] { look(); });
}

void RecorderFeed::settle_soon() {
  settle_alarm_.set(kSettle, [this] {
    if (handlers_.drained()) return push(FrameType::Settled, Stream::Logwrap, BootClock::now(), {});
    settle_soon();
  });
}

void RecorderFeed::flow_again(Drop reason) {
  state_ = State::Flowing;
  if (!has_room()) watch();
  const Amount gap = std::exchange(dropped_, {});
  const bool first = !std::exchange(connected_, true);
  if (!first) spotter_.gap();
  const bool commanded = spotter_.seen() || page_.commanded != 0;
  const Silence silence = commanded && !first ? Silence::Yes : Silence::No;
  // The one that died was perhaps told of a gap within the line, and got no more of it.
  const bool within = reason == Drop::Crash && !first && std::ranges::count(within_line_, 1) > 0;
  if (gap.bytes > 0 || gap.line_feeds > 0 || silence == Silence::Yes || within) tell_gap(reason, gap, silence);
}

void RecorderFeed::tell_gap(Drop reason, const Amount& gap, Silence silence) {
  GapPayload payload;
  payload.bytes = gap.bytes;
  payload.line_feeds = gap.line_feeds;
  payload.reason = reason;
  payload.silence = silence == Silence::Yes ? 1 : 0;
  payload.within_line = within_line_;
  if (silence == Silence::Yes) settle_soon();
  ++gaps_;
  told_.push_back(gap);
  while (gaps_ - told_.size() < page_.gaps_noted) told_.pop_front();
  push(FrameType::Gap, Stream::Logwrap, BootClock::now(), bytes_of(payload));
}

}  // namespace logwrap
