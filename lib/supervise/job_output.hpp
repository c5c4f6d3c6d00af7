// JobOutput: all that the job prints, from its streams to the recorder and to logwrap's own streams, and which of them
// waits for which.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "lib/config/config.hpp"
#include "lib/supervise/job_io.hpp"
#include "lib/supervise/job_stream.hpp"
#include "lib/supervise/recording.hpp"
#include "lib/supervise/survivors.hpp"

namespace logwrap {

class JobOutput {
 public:
  struct Handlers {
    std::function<void()> ended;                             ///< one of the streams has
    std::function<void()> written;                           ///< what waited for a reader was written
    std::function<void(JobStream&, int error)> reader_gone;  ///< nobody reads this stream of ours any more
    std::function<void(JobStream&, int error)> lost;         ///< it did not take what was printed: no room, a limit
  };

  /// `config` and what the handlers use outlive it.
  JobOutput(boost::asio::io_context& io, const Config& config, Handlers handlers);

  /// Takes the streams' sources; the job's ends stay in `io`. To be called once.
  void open(JobIo& io);
  /// From now on what is printed is recorded, too. `recording` outlives it.
  void record_with(Recording* recording) { recording_ = recording; }
  /// Reads on, wherever it may.
  void resume();

  /// Our own streams take what is written to them.
  [[nodiscard]] bool has_room() const;
  /// Nothing that the job has printed waits to be read.
  [[nodiscard]] bool drained() const;
  /// Whether the recorder and the stream's reader take more; else the job has to wait.
  [[nodiscard]] bool may_read(const JobStream& stream) const;
  /// The readers of our own streams took everything.
  [[nodiscard]] bool all_written() const;
  [[nodiscard]] bool any_open() const;
  [[nodiscard]] JobStream* find(Stream stream) const;
  [[nodiscard]] const std::vector<std::unique_ptr<JobStream>>& streams() const { return streams_; }

  /// Stops reading a stream, as when its last writer has closed it.
  void end(JobStream& stream);

  // What the recorder sends back, where lines are passed on as they stood on the screen in the end.
  [[nodiscard]] bool passes_lines_on() const;
  void pass_on_line(Stream stream, std::string_view line, bool continued);
  void rendered(Stream stream, std::uint64_t bytes);
  /// No rendered lines will come for what was printed last: it is passed on as it is.
  void pass_on_tails();

  /// What is still open, for a copy that outlives logwrap.
  [[nodiscard]] std::vector<Leftover> leftovers() const;

 private:
  void printed(JobStream& stream, std::string_view bytes);

  boost::asio::io_context& io_;
  const Config& config_;
  Handlers handlers_;
  Recording* recording_ = nullptr;
  bool interactive_ = false;
  std::vector<std::unique_ptr<JobStream>> streams_;
};

}  // namespace logwrap
