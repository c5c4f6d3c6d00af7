// Record: one line of a run's journal, the unit that is kept, shipped and read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/record/running_number.hpp"

namespace logwrap {

/// Where a line came from. Logwrap is what logwrap itself has to say about the run.
enum class Stream : std::uint8_t { Stdout, Stderr, Logwrap };
enum class Kind : std::uint8_t { Log, Metadata, Event };

[[nodiscard]] std::string_view name(Stream stream);
[[nodiscard]] std::string_view name(Kind kind);
[[nodiscard]] std::optional<Stream> stream_named(std::string_view name);
[[nodiscard]] std::optional<Kind> kind_named(std::string_view name);

/// What a record of kind event says to a program; its `line` says it to people.
struct Event {
  using Value = std::variant<std::int64_t, double, std::string>;  ///< a double is finite
  /// A fixed word such as "start", "gap" or "end": lib/journal/events.hpp has the journal's own.
  std::string name;
  /// In order, no key twice; texts are valid UTF-8.
  std::vector<std::pair<std::string, Value>> fields;
  bool operator==(const Event&) const = default;
};

/// A metadata entry's place on the X axis of its run, as it was chosen when the entry was recorded.
struct X {
  /// Valid UTF-8; nested objects' keys are joined with dots.
  std::string key;
  /// A JSON number as it was printed, within the range of a double and, of an integer, within 64 bits.
  std::string text;
  bool operator==(const X&) const = default;
};

struct Record {
  /// Strictly increasing within a run, and never changed once given: it is the entry's identity at the server.
  UnixNanos ts = 0;
  /// 1, 2, 3, ... within a run; a jump says that records are missing.
  std::uint64_t seq = 0;
  Stream stream = Stream::Stdout;
  Kind kind = Kind::Log;
  /// Valid UTF-8, without its line end. At most kMaxLineBytes. Several lines that belong together, such as a
  /// traceback's, are one record, with line feeds between them.
  std::string line;
  /// The row had been recorded before and was changed afterwards: this is its newer text.
  bool rewrite = false;
  /// The line goes on in the stream's next record: it was longer than kMaxLineBytes.
  bool continued = false;
  /// How serious the line is, a lower-case word such as "error"; empty where nothing is known of it.
  std::string level;
  /// The type of the exception that the line tells of, as it was printed: "torch.cuda.OutOfMemoryError"; empty where
  /// that is not known.
  std::string exception;
  /// Of kind Metadata only: not a line of the job's but what was read out of one that has its own record, or was left
  /// out because of its mode.
  bool derived = false;
  /// Of kind Metadata only.
  std::optional<X> x;
  /// Of kind Event only.
  std::optional<Event> event;

  bool operator==(const Record&) const = default;
};

/// How many of the job's lines `record` stands for; an event stands for none, nor does what is derived.
[[nodiscard]] std::uint64_t lines(const Record& record);

/// A longer line is recorded in pieces, all but the last marked `continued`. Loki refuses longer lines by default.
inline constexpr std::size_t kMaxLineBytes = 256 * 1024;

/// Appends `record` as one JSON object and a line feed. The format is docs/journal.md's:
///   {"ts":"1700000000000000000","seq":1,"stream":"stdout","kind":"log","line":"..."}
/// with `"lines":3` or `"derived":true` behind the kind where it stands for several lines or for none, and
/// `"rewrite":true`, `"continued":true`, `"level":"error"`, `"exception":"ValueError"`, `"x_key":"epoch","x":3`,
/// `"event":"gap"`, `"data":{...}` only where they apply. Answers lines(record).
std::uint64_t append_json_line(std::string& out, const Record& record);

/// The same for records one after the other, as a run has them.
class JsonLines {
 public:
  std::uint64_t append(std::string& out, const Record& record);

 private:
  RunningNumber<UnixNanos> ts_;
  RunningNumber<std::uint64_t> seq_;
};

/// Appends what the event says to a program, as one JSON object: what stands behind "data" in a journal.
void append_event_data(std::string& out, const Event& event);
/// Reads such an object into `event.fields`. False where it is none.
[[nodiscard]] bool read_event_data(std::string_view json, Event& event);

/// Reads one line of a journal, with or without its line feed. Unknown keys are ignored, so that an older reader
/// reads a newer journal.
[[nodiscard]] Result<Record> parse_record(std::string_view json_line);

}  // namespace logwrap
