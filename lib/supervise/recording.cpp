#include "lib/supervise/recording.hpp"

#include <sys/wait.h>
#include <csignal>
#include <cstring>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

/// What the last child gets to note the end of a run whose recorder was given up.
constexpr std::chrono::seconds kEndPatience{2};

std::string describe_death(int wait_status) {
  if (WIFSIGNALED(wait_status)) return std::string("killed by SIG") + ::sigabbrev_np(WTERMSIG(wait_status));
  return "ended with status " + std::to_string(WEXITSTATUS(wait_status));
}

}  // namespace

Recording::Recording(boost::asio::io_context& io, SharedPageMap page, RecorderSetup setup, Handlers handlers)
    : page_(std::move(page)),
      setup_(std::move(setup)),
      handlers_(std::move(handlers)),
      feed_(io, *page_,
            {[this] { handlers_.room(); }, [this] { return handlers_.drained(); },
             [this] { return handlers_.excused(); }}),
      io_(io),
      answers_(io),
      end_alarm_(io) {}

void Recording::start() {
  fork_recorder();
}

void Recording::fork_recorder() {
  Result<RecorderProcess> process = RecorderProcess::start(setup_, *page_);
  if (!process) return give_up(describe(process.error()));
  pid_ = process->pid;
  frames_ = FrameReader();
  answers_.assign(process->from.release());
  wait_for_answers();
  feed_.connect(std::move(process->to));
}

void Recording::wait_for_answers() {
  if (waiting_ || !answers_.is_open() || handlers_.excused()) return;
  waiting_ = true;
  answers_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    waiting_ = false;
    read_answers();
    wait_for_answers();
  });
}

void Recording::read_answers() {
  constexpr std::size_t kReadBytes = 64 * 1024;
  while (answers_.is_open()) {
    const Transfer read = read_some(answers_.native_handle(), frames_.prepare(kReadBytes), kReadBytes);
    if (read.state == Transfer::State::WouldBlock) return;
    if (read.state != Transfer::State::Done) {
      boost::system::error_code ignored;
      answers_.close(ignored);
      waiting_ = false;
      return;
    }
    frames_.commit(read.bytes);
    while (const std::optional<Frame> frame = frames_.next()) take(*frame);
  }
}

void Recording::take(const Frame& frame) {
  if (frame.type == FrameType::Notice) handlers_.notice(std::string(frame.payload));
  if (frame.type == FrameType::Line) handlers_.line(frame.stream, frame.payload, frame.flags == kLineContinued);
  if (frame.type == FrameType::Rendered) {
    if (const auto bytes = frame.as<std::uint64_t>()) handlers_.rendered(frame.stream, *bytes);
  }
}

void Recording::resized(Stream stream, Size size, Time now) {
  for (RecordedStream& recorded : setup_.streams) {
    if (recorded.stream == stream) recorded.size = size;
  }
  const ResizePayload payload{size.rows, size.columns};
  feed_.push(FrameType::Resize, stream, now, bytes_of(payload));
}

void Recording::finish(const JobEndPayload& end, Time now) {
  end_ = end;
  end_time_ = now;
  if (state_ == State::GivenUp) return become_finished();
  state_ = State::Finishing;
  feed_.end(end_, now);
  end_watch_.begin(page_->consumed, BootClock::now());
  watch_the_end();
}

void Recording::watch_the_end() {
  const Time now = BootClock::now();
  if (end_watch_.stuck(page_->consumed, page_->throttling != 0 || handlers_.excused(), now)) {
    handlers_.notice(
        "the recorder took nothing for 5 s at the end of the job and was stopped: the last lines are missing");
    const pid_t stuck = std::exchange(pid_, -1);
    signal_process(stuck, SIGKILL);
    ::waitpid(stuck, nullptr, WNOHANG);  // one that hangs in the disk is left to init
    feed_.give_up();
    lost_for_ = Drop::Stuck;
    handlers_.lost();
    return become_finished();
  }
  end_alarm_.set(end_watch_.next_look() - now, [this] { watch_the_end(); });
}

bool Recording::child_ended(pid_t pid, int wait_status) {
  if (pid != pid_) return false;
  pid_ = -1;
  read_answers();  // the last words
  boost::system::error_code ignored;
  answers_.close(ignored);
  waiting_ = false;
  const int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
  if (code == static_cast<int>(RecorderEnd::Done) && state_ == State::Finishing) {
    state_ = State::Finished;
    end_alarm_.stop();
    handlers_.finished();
  } else if (code == static_cast<int>(RecorderEnd::NotRecording)) {
    give_up("");  // its notice said why
  } else {
    died(describe_death(wait_status));
  }
  return true;
}

void Recording::died(const std::string& how) {
  const Time now = BootClock::now();
  deaths_.push_back(now);
  while (now - deaths_.front() > std::chrono::minutes(1)) deaths_.pop_front();
  feed_.disconnect();
  handlers_.lost();
  if (page_->journal_closed != 0) {  // another would close it a second time
    end_alarm_.stop();
    return become_finished();
  }
  if (deaths_.size() > kMaxDeaths) {
    return give_up("the recorder died " + std::to_string(deaths_.size()) + " times within a minute (" + how + ")");
  }
  fork_recorder();
  // Of the same moment: a recorder that takes over makes the time no longer in which a kill is expected.
  if (told_to_end_) feed_.push(FrameType::Ending, Stream::Logwrap, told_to_end_->time, bytes_of(told_to_end_->what));
  if (state_ == State::Finishing && pid_ > 0) {
    feed_.end(end_, end_time_);
  }
}

void Recording::give_up(const std::string& why) {
  const bool finishing = state_ == State::Finishing;
  state_ = State::GivenUp;
  end_alarm_.stop();
  if (!why.empty()) handlers_.notice("not recording any more: " + why + ". The job goes on.");
  handlers_.lost();
  feed_.give_up();
  if (finishing) become_finished();
}

void Recording::become_finished() {
  state_ = State::Finished;
  GapPayload lost;
  lost.line_feeds = feed_.dropped_line_feeds();
  lost.reason = lost_for_;
  if (page_->journal_open != 0) note_end_in_child(setup_, *page_, end_, lost, end_time_, kEndPatience);
  handlers_.finished();
}

}  // namespace logwrap
