// JobStream: one of the job's output streams, from its pty or pipe to logwrap's own.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string_view>

#include "lib/record/record.hpp"
#include "lib/supervise/outlet.hpp"
#include "lib/supervise/pty.hpp"
#include "lib/supervise/rendered_tail.hpp"
#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

class JobStream {
 public:
  struct Handlers {
    std::function<void(JobStream&, std::string_view)> output;  ///< bytes that the job wrote
    std::function<void(JobStream&)> ended;                     ///< the last writer has closed it
    std::function<bool(const JobStream&)> may_read;            ///< false: the job is to wait; resume() goes on
    std::function<void()> room;                                ///< the outlet has room again
    std::function<void(JobStream&, int error)> broken;         ///< the outlet's reader has gone
    std::function<void(JobStream&, int error)> lost;           ///< what was written to the outlet could not be
  };

  /// `source` is non-blocking: a pty's master or a pipe's reading end. `out_fd` is 1 or 2.
  JobStream(boost::asio::io_context& io, Stream stream, StreamKind kind, UniqueFd source, int out_fd,
            Handlers handlers);

  /// Reads, if may_read says so; to be called whenever it may have begun to.
  void resume();
  /// Nothing waits to be read: all that has reached the source was handed on.
  [[nodiscard]] bool drained() const;
  /// No more reading: closes the source. The job's writes fail from now on.
  void close();
  /// Gives the source up, still open, for a detached copy.
  [[nodiscard]] int source() const { return source_fd_; }

  /// From here on only what stands in the pty or pipe at this moment is the job's for certain.
  void job_ended() { backlog_ = kMostBacklog; }
  /// Whether some of that may still have to be read.
  [[nodiscard]] bool has_backlog() const;

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] Stream stream() const { return stream_; }
  [[nodiscard]] StreamKind kind() const { return kind_; }
  [[nodiscard]] Outlet& outlet() { return outlet_; }
  [[nodiscard]] const Outlet& outlet() const { return outlet_; }
  [[nodiscard]] RenderedTail& tail() { return tail_; }
  /// When output was last read.
  [[nodiscard]] Time last_output() const { return last_output_; }

 private:
  /// Read in one go before others get their turn.
  static constexpr std::size_t kReadBytes = 64 * 1024;
  /// A single read that brings less left nothing behind, most likely.
  static constexpr std::size_t kAll = 2048;
  /// A job that writes little at a time, so soon after one another, would wake us for every hundred bytes or two, at
  /// several times the cost. What it writes is left to gather for a moment then; a pty holds twelve kilobytes, and who
  /// has filled the four that it hands out at a time may be waiting for us.
  static constexpr std::size_t kLittle = 4000;
  static constexpr std::chrono::microseconds kSoon{300};
  static constexpr std::chrono::microseconds kMoment{100};
  /// The most that a pipe holds for an ordinary user, and far more than a pty does.
  static constexpr std::size_t kMostBacklog = 1024 * 1024;

  void let_gather() const;
  void read();

  Stream stream_;
  StreamKind kind_;
  int source_fd_;
  boost::asio::posix::stream_descriptor source_;
  Handlers handlers_;
  Outlet outlet_;
  RenderedTail tail_;
  Time last_output_;
  std::size_t last_size_ = 0;  ///< of what was read then
  std::size_t backlog_ = 0;
  std::array<char, kReadBytes> buffer_;  ///< not filled beforehand: a job that prints little touches one page of it
  bool open_ = true;
  bool waiting_ = false;
};

}  // namespace logwrap
