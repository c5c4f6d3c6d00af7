#include "lib/journal/read_json.hpp"
#include "lib/journal/run_info.hpp"

namespace logwrap {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

void read_argv(const object& from, std::vector<std::string>& argv) {
  simdjson::dom::array words;
  if (from.at_key("argv").get(words) != simdjson::SUCCESS) return;
  for (const element word : words) {
    std::string_view text;
    if (word.get(text) == simdjson::SUCCESS) argv.emplace_back(text);
  }
}

void read_labels(const object& from, std::map<std::string, std::string>& labels) {
  object members;
  if (from.at_key("labels").get(members) != simdjson::SUCCESS) return;
  for (const auto label : members) {
    std::string_view text;
    if (label.value.get(text) == simdjson::SUCCESS) labels.emplace(label.key, text);
  }
}

void read_status(const object& from, RunStatus& status) {
  object members;
  if (from.at_key("status").get(members) != simdjson::SUCCESS) return;
  std::string state;
  read_text(members, "state", state);
  if (state == "exited") {
    status.state = RunStatus::State::Exited;
    read_number(members, "code", status.code);
  } else if (state == "signaled") {
    status.state = RunStatus::State::Signaled;
    read_number(members, "signal", status.code);
  } else if (state == "lost") {
    status.state = RunStatus::State::Lost;
  }
}

void read_counts(const object& from, RunCounts& counts) {
  object members;
  if (from.at_key("counts").get(members) != simdjson::SUCCESS) return;
  read_number(members, "committed", counts.committed);
  read_number(members, "recorded", counts.recorded);
  read_number(members, "pieces", counts.pieces);
  read_number(members, "bytes", counts.bytes);
  read_number(members, "joined", counts.joined);
  read_number(members, "masked", counts.masked);
  object dropped;
  if (members.at_key("dropped").get(dropped) != simdjson::SUCCESS) return;
  for (std::size_t i = 0; i < kDrops; ++i) read_number(dropped, name(static_cast<Drop>(i)), counts.dropped_for[i]);
}

void read_usage(const object& from, JobUsage& usage) {
  object members;
  if (from.at_key("usage").get(members) != simdjson::SUCCESS) return;
  read_number(members, "user_ms", usage.user_ms);
  read_number(members, "system_ms", usage.system_ms);
  read_number(members, "peak_kib", usage.peak_kib);
}

void read_shipped(const object& from, std::optional<ShippedCounts>& shipped) {
  object members;
  if (from.at_key("shipped").get(members) != simdjson::SUCCESS) return;
  shipped.emplace();
  read_number(members, "stored", shipped->stored);
  read_number(members, "refused", shipped->refused);
  read_text(members, "refused_why", shipped->refused_why);
}

void read_identity(const object& from, ProcessIdentity& process) {
  object members;
  if (from.at_key("pump").get(members) != simdjson::SUCCESS) return;
  read_number(members, "pid", process.pid);
  read_number(members, "start_ticks", process.start_ticks);
  read_text(members, "boot_id", process.boot_id);
  read_number(members, "pid_namespace", process.pid_namespace);
}

Error malformed(const char* what) {
  return Error{std::make_error_code(std::errc::illegal_byte_sequence), std::string("not a run.json: ") + what};
}

}  // namespace

Result<RunInfo> parse_run_info(std::string_view json) {
  const simdjson::padded_string padded(json);
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(padded).get(root) != simdjson::SUCCESS) return malformed("no JSON object");
  RunInfo info;
  read_text(root, "id", info.id);
  const std::optional<UnixNanos> start = read_time(root, "start");
  if (info.id.empty() || !start) return malformed("id or start is missing");
  info.start = *start;
  info.end = read_time(root, "end");
  read_argv(root, info.argv);
  read_text(root, "cwd", info.cwd);
  read_text(root, "host", info.host);
  read_text(root, "user", info.user);
  read_number(root, "uid", info.uid);
  read_labels(root, info.labels);
  read_status(root, info.status);
  read_counts(root, info.counts);
  read_text(root, "cause", info.cause);
  read_usage(root, info.usage);
  read_shipped(root, info.shipped);
  read_identity(root, info.pump);
  return info;
}

}  // namespace logwrap
