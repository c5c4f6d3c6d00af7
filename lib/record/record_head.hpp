// RecordHead: what the beginning of a journal's line says, for who only has to know whether the rest concerns him.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/record/record.hpp"

namespace logwrap {

struct RecordHead {
  UnixNanos ts = 0;
  std::uint64_t seq = 0;
  Stream stream = Stream::Stdout;
  Kind kind = Kind::Log;
  std::uint64_t lines = 1;  ///< of the job's; 0 for an event, and for what is derived
  bool operator==(const RecordHead&) const = default;
};

/// Reads the keys that append_json_line puts first, in its order and spelling; the rest of the line is not looked at,
/// and is what `rest` becomes. Nothing where they are written otherwise: then parse_record has to say what it is.
[[nodiscard]] std::optional<RecordHead> peek_record(std::string_view json_line, std::string_view* rest = nullptr);

/// The same of lines one after the other, as a run has them.
class RecordHeads {
 public:
  [[nodiscard]] std::optional<RecordHead> peek(std::string_view json_line, std::string_view* rest = nullptr);

 private:
  RunningNumber<UnixNanos> ts_;
  RunningNumber<std::uint64_t> seq_;
};

/// The quick way to most records, from what peek_record gave: those of a line in ASCII that was printed without quotes,
/// tabs and the like, and perhaps a level. False: parse_record has to look at it, and `record` is as it was.
[[nodiscard]] bool read_plain_record(const RecordHead& head, std::string_view rest, Record& record);

}  // namespace logwrap
