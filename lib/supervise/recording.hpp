// Recording: the pump's side of the recorder over the whole run: starts it, feeds it, starts it anew when it dies, and
// gives it up when that does not help.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "lib/recorder/recorder.hpp"
#include "lib/supervise/alarm.hpp"
#include "lib/supervise/recorder_feed.hpp"
#include "lib/supervise/recorder_process.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

class Recording {
 public:
  struct Handlers {
    std::function<void()> room;                           ///< output() may be given more again
    std::function<bool()> drained;                        ///< nothing that the job has printed waits to be read
    std::function<bool()> excused;                        ///< the pump does not take what the recorder sends just now
    std::function<void(const std::string& text)> notice;  ///< one line for the user
    std::function<void(Stream, std::string_view line, bool continued)> line;  ///< a rendered line
    std::function<void(Stream, std::uint64_t bytes)> rendered;                ///< lines stand for so many bytes by now
    std::function<void()> lost;      ///< the recorder died or was given up: nothing more will be rendered by it
    std::function<void()> finished;  ///< the run is recorded to its end, or as far as could be
  };

  /// All that the handlers use outlives the recording.
  Recording(boost::asio::io_context& io, SharedPageMap page, RecorderSetup setup, Handlers handlers);

  void start();
  [[nodiscard]] bool has_room() const { return feed_.has_room(); }
  /// Nothing is recorded, or rendered, any more.
  [[nodiscard]] bool given_up() const { return state_ == State::GivenUp || state_ == State::Finished; }
  [[nodiscard]] bool finished() const { return state_ == State::Finished; }
  /// Records that the run's journal was given; 0: there is no journal.
  [[nodiscard]] std::uint64_t records() const { return page_->journal_open != 0 ? page_->progress().last_seq : 0; }
  void output(Stream stream, std::string_view bytes, Time now) { feed_.output(stream, bytes, now); }
  void resized(Stream stream, Size size, Time now);
  void stream_ended(Stream stream, Time now) { feed_.push(FrameType::StreamEnd, stream, now, {}); }
  /// The job was told to end, by this signal: what is read from now on is to be journalled at once.
  void told_to_end(const SignalEvent& event) {
    told_to_end_ = ToldToEnd{event.time, {event.signal}};
    feed_.push(FrameType::Ending, Stream::Logwrap, event.time, bytes_of(told_to_end_->what));
  }
  void job_started(pid_t job) { page_->job = job; }
  /// The job has ended; what it has printed may still come.
  void job_ended() { page_->job_ended = 1; }
  /// The job has ended and all its output was given: the recorder gets StuckWatch::kPatience without progress, at most.
  void finish(const JobEndPayload& end, Time now);

  /// Whether `pid` was the recorder; `wait_status` is as waitpid gives it.
  bool child_ended(pid_t pid, int wait_status);
  /// Reads on what the recorder sends, after excused() was true.
  void take_more() { wait_for_answers(); }

 private:
  /// More deaths than this within a minute, and it is given up.
  static constexpr std::size_t kMaxDeaths = 3;

  struct ToldToEnd {
    Time time;
    EndingPayload what;
  };
  enum class State : std::uint8_t { Running, Finishing, GivenUp, Finished };

  void fork_recorder();
  void wait_for_answers();
  void read_answers();
  void take(const Frame& frame);
  void died(const std::string& how);
  void give_up(const std::string& why);
  void watch_the_end();
  void become_finished();

  SharedPageMap page_;
  RecorderSetup setup_;
  Handlers handlers_;
  RecorderFeed feed_;
  boost::asio::io_context& io_;
  boost::asio::posix::stream_descriptor answers_;
  Alarm end_alarm_;
  FrameReader frames_;
  StuckWatch end_watch_;
  std::deque<Time> deaths_;  ///< of the last minute
  pid_t pid_ = -1;
  JobEndPayload end_{};
  Time end_time_;
  State state_ = State::Running;
  Drop lost_for_ = Drop::Crash;           ///< why what a recorder that was given up did not take is missing
  std::optional<ToldToEnd> told_to_end_;  ///< the last time
  bool waiting_ = false;
};

}  // namespace logwrap
