// ShipperProcess: starts the shipper, a program of its own, beside the job.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

struct ShipperProcess {
  pid_t pid = -1;
  UniqueFd to;    ///< non-blocking; its stdin: lib/base/shipper_talk.hpp
  UniqueFd from;  ///< non-blocking; its stdout

  /// Starts the program `argv` (argv[0] is its path): in a session of its own, deaf to the signals that are handed on,
  /// and the first to go where memory runs out. One that cannot be executed ends with 127.
  [[nodiscard]] static Result<ShipperProcess> start(std::span<const std::string> argv, const OriginalSignals& signals);
};

}  // namespace logwrap
