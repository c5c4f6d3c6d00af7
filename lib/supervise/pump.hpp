// The pump: runs the job and passes on what it prints. The only process of logwrap whose death would touch the job, so
// it parses nothing, touches no disk and no network, and waits for nobody without a bound.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "lib/config/config.hpp"
#include "lib/supervise/adopt.hpp"
#include "lib/supervise/exit_status.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

struct PumpRequest {
  std::vector<std::string> argv;  ///< the job's command, not empty; of an adopted job what it is known by
  Config config;
  std::string run_id;
  bool record = true;  ///< false: the job runs as always, but nothing is recorded
  /// The command line of the shipper that is started beside the job; empty: no Loki is configured.
  std::vector<std::string> shipper;
  std::optional<Adopted> adopted = {};  ///< the job, where it is there already
  /// From TERM to KILL, where a scheduler ends jobs so; what is waited for after the job's end stays well below it.
  std::optional<std::chrono::seconds> kill_wait = {};
};

/// Runs the job to its end and returns how it ended. `signals` must have been taken before. To be called once in a
/// process's life; the caller ends by end_like() with the result.
[[nodiscard]] ExitStatus run_pump(const PumpRequest& request, const OriginalSignals& signals);

}  // namespace logwrap
