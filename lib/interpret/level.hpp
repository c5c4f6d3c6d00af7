// The level of a line: how serious its writer says it is, in the ways that logging libraries write it.
//
// What counts is a level's word in a log line's head, where times, names and brackets stand, as Python's logging,
// loguru, structlog, TensorFlow, log4j, Rust's and Go's loggers and compilers write it; the letter of glog, absl and
// PyTorch ("W1121 10:00:00"); syslog's number ("<3>"); and the member of a JSON object. A word within a sentence says
// nothing ("0 errors", "error rate 0.1"): in doubt a line has no level.
#pragma once

#include <optional>
#include <string_view>

#include "lib/interpret/metadata.hpp"
#include "lib/record/level.hpp"

namespace logwrap {

/// Of a line that is text: no more than its first kLevelHead bytes are looked at, or as many behind a bar of tqdm's.
[[nodiscard]] std::optional<Level> find_level(std::string_view line);
inline constexpr std::size_t kLevelHead = 192;

/// Of a line that is a JSON object: its "level", "levelname", "severity", ... as a word; "levelno" as Python's number;
/// and "level" as bunyan's and pino's where there is also a message.
[[nodiscard]] std::optional<Level> find_level(const Metadata& object);
/// Whether it is worth taking a line apart as JSON for its level. Costs a search.
[[nodiscard]] bool may_have_json_level(std::string_view line);

}  // namespace logwrap
