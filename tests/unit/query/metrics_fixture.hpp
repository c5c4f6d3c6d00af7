// What the tests of metrics share: lines as the entries that a source hands out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/query/metrics_source.hpp"

namespace logwrap::test {

inline constexpr UnixNanos kSecond = 1'000'000'000;
inline constexpr UnixNanos kStart = 1'800'000'000 * kSecond;  // 2027-01-15 08:00:00 UTC

/// The first one second after kStart, the others each a second later.
inline void feed(const std::vector<std::string>& lines, const std::function<void(const MetricsEntry&)>& take,
                 std::size_t run = 0) {
  MetadataParser parser;
  Record record;
  record.kind = Kind::Metadata;
  for (const std::string& line : lines) {
    ++record.seq;
    record.ts = kStart + static_cast<UnixNanos>(record.seq) * kSecond;
    record.line = line;
    take({run, record, *parser.parse(line)});
  }
}

}  // namespace logwrap::test
