#include "lib/journal/run_info.hpp"

#include <array>
#include <csignal>
#include <cstring>

#include "lib/base/utf8.hpp"
#include "lib/journal/json_members.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

void append_argv(std::string& out, const std::vector<std::string>& argv) {
  out += '[';
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, valid_utf8(argv[i]));
  }
  out += ']';
}

void append_status(std::string& out, const RunStatus& status) {
  constexpr std::array<std::string_view, 4> kNames = {"running", "exited", "signaled", "lost"};
  JsonMembers members(out);
  members.text("state", kNames[static_cast<std::size_t>(status.state)]);
  if (status.state == RunStatus::State::Exited) members.number("code", static_cast<std::uint64_t>(status.code));
  if (status.state == RunStatus::State::Signaled) members.number("signal", static_cast<std::uint64_t>(status.code));
  members.close();
}

void append_counts(std::string& out, const RunCounts& counts) {
  JsonMembers members(out);
  members.number("committed", counts.committed);
  members.number("recorded", counts.recorded);
  members.number("pieces", counts.pieces);
  members.number("bytes", counts.bytes);
  members.number("joined", counts.joined);
  members.number("masked", counts.masked);
  JsonMembers drops(members.key("dropped"));
  for (std::size_t i = 0; i < kDrops; ++i) drops.number(name(static_cast<Drop>(i)), counts.dropped_for[i]);
  drops.close();
  members.close();
}

void append_usage(std::string& out, const JobUsage& usage) {
  JsonMembers members(out);
  members.number("user_ms", usage.user_ms);
  members.number("system_ms", usage.system_ms);
  members.number("peak_kib", usage.peak_kib);
  members.close();
}

void append_shipped(std::string& out, const ShippedCounts& shipped) {
  JsonMembers members(out);
  members.number("stored", shipped.stored);
  members.number("refused", shipped.refused);
  if (!shipped.refused_why.empty()) members.text("refused_why", shipped.refused_why);
  members.close();
}

void append_identity(std::string& out, const ProcessIdentity& process) {
  JsonMembers members(out);
  members.number("pid", static_cast<std::uint64_t>(process.pid));
  members.number("start_ticks", process.start_ticks);
  members.text("boot_id", process.boot_id);
  members.number("pid_namespace", process.pid_namespace);
  members.close();
}

}  // namespace

std::string signal_name(int signal) {
  const char* abbreviation = ::sigabbrev_np(signal);
  return abbreviation != nullptr ? std::string("SIG") + abbreviation : "signal " + std::to_string(signal);
}

std::string describe(const RunStatus& status) {
  if (status.state == RunStatus::State::Running) return "running";
  if (status.state == RunStatus::State::Lost) return "lost";
  if (status.state == RunStatus::State::Exited) return "exit " + std::to_string(status.code);
  return "killed by " + signal_name(status.code);
}

std::string to_json(const RunInfo& info) {
  std::string out;
  JsonMembers members(out);
  members.text("id", info.id);
  append_argv(members.key("argv"), info.argv);
  members.text("cwd", info.cwd);
  members.text("host", info.host);
  members.text("user", info.user);
  members.number("uid", info.uid);
  JsonMembers labels(members.key("labels"));
  for (const auto& [label, value] : info.labels) labels.text(valid_utf8(label), value);
  labels.close();
  members.time("start", info.start);
  if (info.end) members.time("end", *info.end);
  append_status(members.key("status"), info.status);
  append_counts(members.key("counts"), info.counts);
  if (!info.cause.empty()) members.text("cause", info.cause);
  if (info.usage.peak_kib > 0) append_usage(members.key("usage"), info.usage);
  if (info.shipped) append_shipped(members.key("shipped"), *info.shipped);
  append_identity(members.key("pump"), info.pump);
  members.close();
  return out;
}

}  // namespace logwrap
