// RunStreams: the streams of one run, and its records as entries of them.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/identity/placement.hpp"
#include "lib/interpret/metadata.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// One of a run's streams. Where stream or kind is no label, all records count as stdout's or as logs.
struct StreamId {
  Stream stream = Stream::Stdout;
  Kind kind = Kind::Log;
  /// A stream of this run's own, for entries that are too old for the shared one: it has the label late="<run id>".
  bool late = false;
  auto operator<=>(const StreamId&) const = default;  // NOLINT(modernize-use-nullptr): of what the compiler makes it
};
/// "stdout/log", "stderr/log/late": for messages and sent.json.
[[nodiscard]] std::string name(const StreamId& stream);
[[nodiscard]] std::optional<StreamId> stream_id_named(std::string_view name);

/// A record as it is sent, encoded once: a resend is the same bytes.
struct EncodedEntry {
  UnixNanos ts = 0;
  std::uint64_t seq = 0;
  std::string bytes;  ///< what append_entry gave
  bool operator==(const EncodedEntry&) const = default;
};

/// What an entry's age means for its first attempt.
enum class Age : std::uint8_t {
  Fresh,
  Late,  ///< older than 30 min: to the late stream, because another rank's fresh line may have closed the shared one
  Expiring,  ///< and older than 6 days: Loki refuses what is older than 7 days by default
  Expired,   ///< and older than 7 days
};
inline constexpr std::chrono::minutes kLateAfter{30};
inline constexpr std::chrono::hours kExpiringAfter{24 * 6};
inline constexpr std::chrono::hours kExpiredAfter{24 * 7};
/// `now` is real time. What lies in the future is fresh.
[[nodiscard]] Age age_of(UnixNanos ts, UnixNanos now);

class RunStreams {
 public:
  RunStreams(Placement placement, std::string_view run_id);

  /// The stream that such records belong to while they are fresh. Who sends them decides which are late (age_of): once,
  /// before the first attempt.
  [[nodiscard]] StreamId stream_of(Stream stream, Kind kind) const;
  /// As a push carries them: `{kind="log", ...}`.
  [[nodiscard]] const std::string& labels(const StreamId& stream) const;
  /// The record with its structured metadata: the run's; seq; stream and kind where they are no labels; level, x_key
  /// and x, rewrite, continued, event and event_data (its data, as JSON) where the record has them. A metadata line
  /// with NaN or Infinity becomes strict JSON with null in their place; `nonfinite` names their keys, with commas
  /// between, and `printed` is the line itself, for readers that want back what was recorded.
  /// Valid until the next call.
  [[nodiscard]] const EncodedEntry& entry(const Record& record);

 private:
  [[nodiscard]] static std::size_t index(const StreamId& stream);

  Placement placement_;
  std::array<std::string, 18> labels_;  // by index(): three streams, three kinds, fresh and late
  std::string metadata_;                // encoded: what every entry carries, then what the entry at hand does
  std::size_t of_every_entry_ = 0;      // bytes of it
  EncodedEntry entry_;
  MetadataParser parser_;
};

}  // namespace logwrap
