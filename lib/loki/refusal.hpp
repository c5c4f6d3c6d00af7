// What the words of a 400 say about the entries of a push. The texts are Loki's: pkg/ingester/stream.go
// (errorForFailedEntries), pkg/chunkenc/interface.go, pkg/validation/validate.go, pkg/util/errors.go (GroupedErrors).
//
// They quote labels, which the user chose: only what stands before the first label is relied on where it matters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/loki/batcher.hpp"

namespace logwrap {

struct Refusal {
  enum class What {
    Everything,   ///< nothing was stored: what is refused is the request, or the stream
    Entries,      ///< `count` entries, for what they are: too old, too long, ...
    Behind,       ///< `count` entries, because the stream has much newer ones (more than an hour by default)
    RateLimited,  ///< some entries, because too much came at once: a 429 that another refusal hides
  };
  What what = What::Everything;
  std::size_t count = 0;
  /// Of Behind: entries older than this were refused. Loki says it in whole seconds, cut off: up to a second after it
  /// entries may have been refused too.
  std::optional<UnixNanos> bound;
};

[[nodiscard]] Refusal read_refusal(std::string_view words);

/// The entries of `batch` that a refusal of kind Behind means. As a batch is in order and the bound does not move while
/// it is taken, they are its first ones: all that are certainly beyond the bound, and more, within the second that the
/// words leave open, up to `count`.
[[nodiscard]] std::vector<EncodedEntry> entries_behind(const Refusal& refusal, const Batch& batch);

}  // namespace logwrap
