// RecorderFeed: the way from the pump to the recorder, a bounded queue before a pipe, and what happens when the
// recorder does not keep up, takes nothing, or dies.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>

#include "lib/base/unique_fd.hpp"
#include "lib/recorder/frame.hpp"
#include "lib/recorder/page.hpp"
#include "lib/supervise/alarm.hpp"
#include "lib/supervise/command_spotter.hpp"
#include "lib/supervise/pipe_queue.hpp"
#include "lib/supervise/stuck_watch.hpp"

namespace logwrap {

class RecorderFeed {
 public:
  struct Handlers {
    std::function<void()> room;     ///< there is room again, or nothing is waited for any more
    std::function<bool()> drained;  ///< nothing that the job has printed waits to be read
    std::function<bool()> excused;  ///< the recorder takes nothing because the pump does not take what it sends
  };

  /// The references and what the handlers use outlive the feed.
  RecorderFeed(boost::asio::io_context& io, SharedPage& page, Handlers handlers);

  /// A recorder reads the other end of `pipe`, which is non-blocking. What the one before it did not record goes to
  /// this one as a gap.
  void connect(UniqueFd pipe);
  /// The recorder has died: what it was sent and has not recorded is lost.
  void disconnect();
  /// Nobody will record any more: what comes is thrown away.
  void give_up();

  /// Output that the job wrote. Where the recorder is stuck it is dropped, and counted for a gap record.
  void output(Stream stream, std::string_view bytes, Time now);
  void push(FrameType type, Stream stream, Time now, std::string_view payload);
  /// The last frame, behind what tells of the output that was dropped: the pipe is closed when all are written.
  void end(const JobEndPayload& end, Time now);

  /// Whether the pump may take more from the job. False slows the job down, for at most StuckWatch::kPatience.
  [[nodiscard]] bool has_room() const { return state_ != State::Flowing || queue_.size() < kRoom; }
  /// Of the output that no recorder was told of as a gap: line feeds. With no recorder left, all that is lost.
  [[nodiscard]] std::uint64_t dropped_line_feeds() const { return dropped_.line_feeds; }

 private:
  /// From a command to asking whether all that was printed before it has arrived. More than the kernel takes to bring
  /// what was written into a pty to its master.
  static constexpr std::chrono::milliseconds kSettle{50};
  /// What may wait here before the job is slowed down; one read more can come on top.
  static constexpr std::size_t kRoom = 1024 * 1024;
  /// Output that a recorder which gathers is not left alone with: a fraction of what the pipe holds.
  static constexpr std::uint64_t kMuch = 64 * 1024;

  enum class State : std::uint8_t {
    Flowing,   ///< a recorder takes what it is sent
    Dropping,  ///< it is stuck: output is dropped until it takes some again
    Between,   ///< it died: output is dropped until the next one is connected
    GivenUp,   ///< there will be none
  };
  struct Amount {
    std::uint64_t bytes = 0;
    std::uint64_t line_feeds = 0;
  };

  /// What page_.consumed is when all that was written to the pipe is taken.
  [[nodiscard]] std::uint64_t sent() const { return consumed_before_ + queue_.written(); }
  void flush();
  void ring_if_much_waits();
  void wait_for_pipe();
  void watch();
  void look();
  void settle_soon();
  void flow_again(Drop reason);
  void take_back_untold_gaps();
  enum class Silence { No, Yes };
  void tell_gap(Drop reason, const Amount& gap, Silence silence);

  SharedPage& page_;
  Handlers handlers_;
  boost::asio::posix::stream_descriptor pipe_;
  Alarm alarm_;  ///< while the queue has no room: to look whether the recorder is stuck
  StuckWatch stuck_;
  State state_ = State::Between;
  PipeQueue queue_;
  std::uint64_t consumed_before_ = 0;  ///< page_.consumed when this recorder came
  Amount queued_output_;               ///< over all recorders of the run, less what was told as a gap
  Amount dropped_;                     ///< since the last gap
  std::deque<Amount> told_;            ///< as gaps that no recorder has counted yet, so far as known
  std::uint64_t gaps_ = 0;             ///< told so far, to recorders that counted them or live
  CommandSpotter spotter_;
  std::array<std::uint8_t, 3> within_line_{};  ///< by stream, 1: the last byte was no line feed
  Alarm settle_alarm_;
  bool connected_ = false;  ///< to a recorder, at any time
  bool waiting_ = false;
  bool ended_ = false;
};

}  // namespace logwrap
