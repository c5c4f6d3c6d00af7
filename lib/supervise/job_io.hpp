// JobIo: opens what stands between the job and logwrap's own streams, as planned, or as well as it can be had.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/config/config.hpp"
#include "lib/record/record.hpp"
#include "lib/supervise/outer_terminal.hpp"
#include "lib/supervise/pty.hpp"
#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

/// One of the job's output streams, before it is started.
struct OpenedStream {
  Stream stream = Stream::Stdout;
  StreamKind kind = StreamKind::Pty;
  Size size;         ///< that the terminal model is to have
  UniqueFd source;   ///< what logwrap reads: a master or a pipe's reading end, non-blocking
  UniqueFd job_end;  ///< what the job gets: a slave or a pipe's writing end
};

struct JobIo {
  bool interactive = false;  ///< then there is one stream, the job's whole terminal
  std::vector<OpenedStream> streams;
  std::optional<OuterTerminal> outer;  ///< where interactive
  /// Why pipes were taken where a pty was meant; empty where all is as planned.
  std::string fallback;
};

/// Never fails but where not even pipes can be had.
[[nodiscard]] Result<JobIo> open_job_io(StdioPlan plan, const Config& config);

/// The size that a job's stream should have: that of logwrap's own terminal where `fd` is one, else as configured.
[[nodiscard]] Size size_for(int fd, const Config& config);

}  // namespace logwrap
