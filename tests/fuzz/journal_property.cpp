#include "tests/fuzz/journal_property.hpp"

#include <algorithm>
#include <vector>

#include "lib/journal/journal_reader.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace logwrap {

namespace {

using State = JournalReader::State;
using Writer = JournalReader::Writer;

std::vector<std::string_view> split(std::string_view bytes, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; (at = bytes.find(separator)) != std::string_view::npos;) {
    parts.push_back(bytes.substr(0, at));
    bytes.remove_prefix(at + separator.size());
  }
  parts.push_back(bytes);
  return parts;
}

/// What a reader has to give, worked out the plain way.
struct Expected {
  std::vector<Record> records;
  std::size_t notes = 0;

  explicit Expected(const std::vector<std::string_view>& segments) {
    std::uint64_t last = 0;
    for (const std::string_view segment : segments) {
      const std::vector<std::string_view> lines = split(segment, "\n");
      for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        const Result<Record> record = parse_record(lines[i]);
        if (!record) {
          ++notes;
          continue;
        }
        if (record->seq > last + 1) ++notes;
        last = record->seq;
        records.push_back(*record);
      }
      if (!lines.back().empty()) ++notes;  // torn
    }
  }
};

struct Got {
  std::vector<Record> records;
  std::size_t notes = 0;

  /// Reads until there is nothing more for now, or for ever.
  void read(JournalReader& reader, Writer writer) {
    while (true) {
      const State state = reader.next(writer);
      if (state == State::Wait || state == State::End) return;
      if (state == State::Record) records.push_back(reader.record());
      if (state == State::Note) ++notes;
    }
  }
};

void remove_segments(const Run& run) {
  const auto store = directory_store(run.fd());
  for (const SegmentFile& file : store->list().value()) (void)store->remove(file.number);
}

/// Lets each segment grow in two steps under a reader that looks after each.
Got follow(const Run& run, const std::vector<std::string_view>& segments) {
  const auto store = directory_store(run.fd());
  JournalReader reader(run);
  Got got;
  unsigned number = 0;
  for (const std::string_view segment : segments) {
    if (!store->start(++number)) std::abort();
    for (const std::string_view part : {segment.substr(0, segment.size() / 2), segment.substr(segment.size() / 2)}) {
      if (!part.empty() && store->write(part).bytes != part.size()) std::abort();
      got.read(reader, Writer::Alive);
    }
  }
  got.read(reader, Writer::Gone);
  return got;
}

}  // namespace

std::optional<std::string> journal_violation(std::string_view bytes) {
  static const test::Fixture fixture;
  static const Run run = fixture.run();
  const std::vector<std::string_view> segments = split(bytes, "\xFF\xFE");
  const Expected expected(segments);
  remove_segments(run);
  const Got followed = follow(run, segments);
  if (followed.records != expected.records) return "a follower got other records";
  if (followed.notes != expected.notes) return "a follower got other notes";
  JournalReader reader(run);
  Got got;
  got.read(reader, Writer::Gone);
  if (got.records != expected.records) return "a reader got other records";
  if (got.notes != expected.notes) return "a reader got other notes";
  return std::nullopt;
}

std::optional<std::string> run_info_violation(std::string_view text) {
  const Result<RunInfo> info = parse_run_info(text);
  if (!info) return std::nullopt;
  const Result<RunInfo> back = parse_run_info(to_json(*info));
  if (!back) return "a run.json that is not read back: " + to_json(*info);
  if (*back != *info) return "a run.json that is read back differently: " + to_json(*info);
  return std::nullopt;
}

}  // namespace logwrap
