#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "lib/base/printer.hpp"
#include "lib/doctor/local.hpp"
#include "lib/journal/directory.hpp"
#include "lib/journal/retention.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

namespace {

constexpr char kPart[] = "state directory";
constexpr char kElsewhere[] = "choose another with --state-dir or LOGWRAP_STATE_DIR";
/// More than a small file that a file system keeps in its own tables.
constexpr std::size_t kProbeBytes = 64UL * 1024;

Finding failed(const Error& error, const std::string& advice = "") {
  return {kPart, Health::Failed, printable(describe(error), Tabs::Escape), advice, {}};
}

Result<void> write_probe(const StateDir& state) {
  const std::string file = ".doctor-" + std::to_string(::getpid());
  Result<void> written = replace_file(state.fd(), file, std::string(kProbeBytes, '\n'), state.path());
  ::unlinkat(state.fd(), file.c_str(), 0);
  return written;
}

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

std::string mode_of(const StateDir& state) {
  struct stat status {};
  if (::fstat(state.fd(), &status) != 0) return "mode unknown";
  return formatted("mode %04o", status.st_mode & 07777U);
}

Finding look_at_space(const FreeSpace& space, std::string what) {
  const double share = space.total == 0 ? 1 : static_cast<double>(space.available) / static_cast<double>(space.total);
  what += formatted(", %.1f GB (%.0f %%) free", static_cast<double>(space.available) / 1e9, 100 * share);
  const double least = RetentionLimits{}.min_free;
  if (!space.is_short(least)) return {kPart, Health::Ok, std::move(what), "", {}};
  what += formatted(", and below %.1f GB old runs go and new lines are dropped",
                    static_cast<double>(space.kept_free(least)) / 1e9);
  return {kPart, Health::Failed, std::move(what), std::string("make room, or ") + kElsewhere, {}};
}

}  // namespace

Finding look_at_state_dir(const std::string& chosen) {
  const StateDirSources sources = state_dir_sources(chosen);
  const StateDirPath where = locate_state_dir(sources, network_file_system_of);
  const Result<StateDir> state = StateDir::open(where, sources.uid);
  if (!state) return failed(state.error());
  if (const Result<void> written = write_probe(*state); !written) return failed(written.error(), kElsewhere);
  std::string what = printable(where.path, Tabs::Escape) + ", yours, " + mode_of(*state) + ", can be written";
  if (where.place == StateDirPath::Place::InSharedTmp) what += " (" + printable(where.reason, Tabs::Escape) + ")";
  const Result<FreeSpace> space = directory_store(state->fd())->free_space();
  Finding finding =
      space ? look_at_space(*space, std::move(what)) : Finding{kPart, Health::Ok, std::move(what), "", {}};
  if (const auto network = network_file_system_of(where.path); network && finding.health == Health::Ok) {
    finding.health = Health::Warning;
    finding.what += ", on a network file system (" + std::string(*network) + "), which may hang";
    finding.advice = kElsewhere;
  }
  return finding;
}

}  // namespace logwrap
