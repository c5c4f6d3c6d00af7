#include "lib/remote/remote_run.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "lib/identity/placement.hpp"
#include "lib/journal/events.hpp"
#include "lib/journal/run_id.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
/// A longer alternative of values is left out: what it would narrow is not worth the length of the question.
constexpr std::size_t kMaxPattern = 2000;

const Event::Value* field_of(const Event& event, std::string_view name) {
  const auto found =
      std::find_if(event.fields.begin(), event.fields.end(), [name](const auto& field) { return field.first == name; });
  return found == event.fields.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> number_of(const Event& event, std::string_view name) {
  const auto* const value = field_of(event, name);
  const auto* const number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::string text_of(const Event& event, std::string_view name) {
  const auto* const value = field_of(event, name);
  const auto* const text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? "" : *text;
}

std::uint64_t count_of(const Event& event, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number_of(event, name).value_or(0), 0));
}

void learn_start(RemoteRun& run, const Record& record) {
  constexpr std::string_view kWords = "started: ";
  run.started = true;
  run.info.start = record.ts;
  const std::string_view line = record.line;
  if (line.starts_with(kWords)) run.info.argv = unquoted_words(line.substr(kWords.size()));
  if (const std::string host = text_of(*record.event, "host"); !host.empty()) run.info.host = host;
  run.info.cwd = text_of(*record.event, "cwd");
  if (const std::string user = text_of(*record.event, "user"); !user.empty()) run.info.user = user;
}

/// "ended: exit 3, 17 lines recorded", of entries that carry no data.
void learn_end_line(RunInfo& info, std::string_view line) {
  constexpr std::string_view kExit = "ended: exit ";
  if (!line.starts_with(kExit)) return;
  line.remove_prefix(kExit.size());
  info.status.state = RunStatus::State::Exited;
  std::from_chars(line.data(), line.data() + line.size(), info.status.code);
  const std::size_t comma = line.find(", ");
  if (comma == std::string_view::npos) return;
  line.remove_prefix(comma + 2);
  std::from_chars(line.data(), line.data() + line.size(), info.counts.recorded);
}

/// Of a run whose logwrap was killed: somebody else noted its end.
void learn_lost(RemoteRun& run, const Record& record) {
  run.info.end = record.ts;
  run.info.status = {RunStatus::State::Lost, 0};
  run.last_seq = record.seq;
}

void learn_end(RemoteRun& run, const Record& record) {
  run.info.end = record.ts;
  run.last_seq = record.seq;
  run.last_words = record.line;
  const Event& event = *record.event;
  const auto exit = number_of(event, "exit");
  const auto signal = number_of(event, "signal");
  if (!exit && !signal) return learn_end_line(run.info, record.line);
  run.info.status.state = exit ? RunStatus::State::Exited : RunStatus::State::Signaled;
  run.info.status.code = static_cast<int>(exit.value_or(signal.value_or(0)));
  RunCounts& counts = run.info.counts;
  counts.committed = count_of(event, "committed");
  counts.recorded = count_of(event, "recorded");
  counts.pieces = count_of(event, "pieces");
  counts.joined = count_of(event, "joined");
  counts.masked = count_of(event, "masked");
  for (std::size_t i = 0; i < kDrops; ++i)
    counts.dropped_for.at(i) = count_of(event, "dropped_" + std::string(name(static_cast<Drop>(i))));
  run.info.cause = text_of(event, "cause");
  run.info.usage = {count_of(event, "user_ms"), count_of(event, "system_ms"), count_of(event, "peak_kib")};
  if (!number_of(event, "sent")) return;
  run.info.shipped = ShippedCounts{count_of(event, "sent"), count_of(event, "refused"), text_of(event, "refused_why")};
}

RemoteRun& run_of(std::vector<RemoteRun>& runs, const OwnedEntry& entry) {
  const std::string& id = entry.value("run_id");
  const auto found = std::find_if(runs.begin(), runs.end(), [&id](const RemoteRun& run) { return run.info.id == id; });
  if (found != runs.end()) return *found;
  RemoteRun& run = runs.emplace_back();
  run.info.id = id;
  if (const auto time = time_of_run_id(id)) run.info.start = time->start;
  for (const auto& [name, value] : entry.labels) {
    if (!is_of_the_entry(name)) run.info.labels.emplace(name, value);
  }
  run.info.host = entry.value("node");
  run.info.user = entry.value("user");
  return run;
}

/// Nothing where not all of them have the label, or there are too many values.
void narrow(LogQuery& query, std::span<const RemoteRun* const> runs, const std::string& name) {
  std::vector<std::string> values;
  for (const RemoteRun* const run : runs) {
    const auto found = run->labels.find(name);
    if (found == run->labels.end()) return;
    if (std::find(values.begin(), values.end(), found->second) == values.end()) values.push_back(found->second);
  }
  if (values.size() == 1) {
    query.label(name, Match::Is, values.front());
  } else if (const std::string pattern = any_of_values(values); pattern.size() <= kMaxPattern) {
    query.label(name, Match::Like, pattern);
  }
}

}  // namespace

void learn(std::vector<RemoteRun>& runs, const OwnedEntry& entry) {
  if (!is_run_id(entry.value("run_id"))) return;
  const auto record = entry.record();
  if (!record) return;
  RemoteRun& run = run_of(runs, entry);
  if (!record->event) return;
  if (record->event->name == events::kStart) learn_start(run, *record);
  if (record->event->name == events::kEnd) learn_end(run, *record);
  if (record->event->name == events::kLost) learn_lost(run, *record);
}

void learn_labels(std::vector<RemoteRun>& runs, const std::vector<LabelSet>& streams) {
  for (RemoteRun& run : runs) {
    const LabelSet& known = run.info.labels;
    std::optional<LabelSet> sure;
    for (LabelSet stream : streams) {
      const bool may_be_its = std::all_of(stream.begin(), stream.end(), [&known](const auto& label) {
        const auto found = known.find(label.first);
        return is_of_the_entry(label.first) || (found != known.end() && found->second == label.second);
      });
      if (!may_be_its) continue;
      if (!sure) sure = stream;
      std::erase_if(*sure, [&stream](const auto& label) { return !stream.contains(label.first); });
    }
    if (!sure) continue;
    run.stream_is_label = sure->contains("stream");
    run.kind_is_label = sure->contains("kind");
    std::erase_if(*sure, [](const auto& label) { return is_of_the_entry(label.first); });
    run.labels = *std::move(sure);
  }
}

LogQuery query_of(std::span<const RemoteRun* const> runs) {
  LogQuery query;
  if (runs.empty()) return query;
  for (const auto& [name, value] : runs.front()->labels) narrow(query, runs, name);
  std::vector<std::string> ids;
  for (const RemoteRun* const run : runs) ids.push_back(run->info.id);
  if (ids.size() == 1) {
    query.field("run_id", Match::Is, ids.front());
  } else {
    query.field("run_id", Match::Like, any_of_values(ids));
  }
  return query;
}

std::vector<std::string> unquoted_words(std::string_view text) {
  std::vector<std::string> words;
  bool within = false;
  bool word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!within && c == ' ') {
      word = false;
      continue;
    }
    if (!word) words.emplace_back();
    word = true;
    if (c == '\'') {
      within = !within;
    } else if (!within && c == '\\' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::optional<TimeRange> time_of_run_id(std::string_view prefix) {
  if (!is_run_id_prefix(prefix)) return std::nullopt;
  std::string digits;
  for (const char c : prefix.substr(0, 15)) {
    if (c != '-') digits += c;
  }
  // Year, month, day, hour, minute, second: those that are whole.
  constexpr std::array<std::size_t, 6> kEnds = {4, 6, 8, 10, 12, 14};
  std::array<int, 6> parts = {0, 1, 1, 0, 0, 0};
  std::size_t known = 0;
  for (std::size_t begin = 0; known < kEnds.size() && digits.size() >= kEnds.at(known); begin = kEnds.at(known++))
    std::from_chars(digits.data() + begin, digits.data() + kEnds.at(known), parts.at(known));
  if (known == 0) return std::nullopt;
  const auto moment = [](const std::array<int, 6>& of) {
    std::tm time{};
    time.tm_year = of[0] - 1900;
    time.tm_mon = of[1] - 1;
    time.tm_mday = of[2];
    time.tm_hour = of[3];
    time.tm_min = of[4];
    time.tm_sec = of[5];
    return std::int64_t{::timegm(&time)} * kSecond;
  };
  if (parts[0] < 1970 || parts[0] > 2200 || parts[1] < 1 || parts[1] > 12) return std::nullopt;
  std::array<int, 6> after = parts;
  ++after.at(known - 1);
  return TimeRange{moment(parts), moment(after)};
}

}  // namespace logwrap
