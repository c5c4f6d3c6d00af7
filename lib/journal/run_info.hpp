// RunInfo: what run.json says about a run. The format is docs/journal.md's.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/journal/run_counts.hpp"
#include "lib/journal/run_end.hpp"

namespace logwrap {

/// A process so that another process, later, can tell whether it still lives: a pid alone is used again.
struct ProcessIdentity {
  pid_t pid = 0;                    ///< 0: unknown
  std::uint64_t start_ticks = 0;    ///< field 22 of /proc/PID/stat: clock ticks since the machine's start
  std::string boot_id;              ///< /proc/sys/kernel/random/boot_id
  std::uint64_t pid_namespace = 0;  ///< inode of /proc/self/ns/pid: pids mean something only within one
  bool operator==(const ProcessIdentity&) const = default;
};

enum class ProcessState {
  Alive,
  Dead,
  Unknown,  ///< it belongs to another machine or pid namespace, from where we cannot look
};

/// Of a process in the caller's pid namespace.
[[nodiscard]] ProcessIdentity identity_of(pid_t pid);
/// `host` is the host name that was recorded with `process`; `own_host` this machine's.
[[nodiscard]] ProcessState state_of(const ProcessIdentity& process, std::string_view host, std::string_view own_host);
[[nodiscard]] std::string host_name();

struct RunStatus {
  enum class State {
    Running,
    Exited,
    Signaled,
    Lost,  ///< logwrap was killed: another noted its end
  };
  State state = State::Running;
  int code = 0;  ///< Exited: the exit status, 0..255. Signaled: the signal's number.
  bool operator==(const RunStatus&) const = default;
};
/// "SIGTERM", "signal 40"
[[nodiscard]] std::string signal_name(int signal);
/// "running", "exit 3", "killed by SIGKILL", "lost"
[[nodiscard]] std::string describe(const RunStatus& status);

/// What Loki had got when the run ended; sent.json goes on from there.
struct ShippedCounts {
  std::uint64_t stored = 0;   ///< records, events included
  std::uint64_t refused = 0;  ///< the same
  std::string refused_why;    ///< the server's words; empty where none was refused
  bool operator==(const ShippedCounts&) const = default;
};

struct RunInfo {
  std::string id;
  std::vector<std::string> argv;  ///< any bytes; those that are not UTF-8 become U+FFFD in run.json
  std::string cwd;
  std::string host;
  std::string user;
  uid_t uid = 0;
  std::map<std::string, std::string> labels;
  UnixNanos start = 0;
  std::optional<UnixNanos> end;  ///< none while it is going on, and where logwrap itself was killed until that is noted
  RunStatus status;
  RunCounts counts;
  std::string cause;  ///< of its end, as cause_of has it; empty where nothing is known of it, or the run did not fail
  JobUsage usage;     ///< of the job, once it has ended
  std::optional<ShippedCounts> shipped;  ///< by its end, and 0 until then; none where no Loki was configured
  ProcessIdentity pump;                  ///< the logwrap that supervises the job
  bool operator==(const RunInfo&) const = default;
};

[[nodiscard]] std::string to_json(const RunInfo& info);
/// Unknown keys are ignored and missing ones keep their defaults, but `id` and `start`, which must be there.
[[nodiscard]] Result<RunInfo> parse_run_info(std::string_view json);

/// Fills cwd, host, user and uid from the calling process, the recorder. Looking the user up may take its time where a
/// directory service is slow: nothing for the pump to do.
[[nodiscard]] RunInfo describe_run(std::string id, const std::vector<std::string>& argv, UnixNanos start, pid_t pump);

}  // namespace logwrap
