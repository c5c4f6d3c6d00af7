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

/// Reads the keys that append_json_line puts first, in its order and spelling; the rest of the line is not looked at.
/// Nothing where they are written otherwise: then parse_record has to say what it is.
[[nodiscard]] std::optional<RecordHead> peek_record(std::string_view json_line);

}  // namespace logwrap
