// What the words of a 400 say about the entries of a push. The texts are Loki's: pkg/ingester/stream.go
// (errorForFailedEntries), pkg/chunkenc/interface.go, pkg/validation/validate.go, pkg/util/errors.go (GroupedErrors).
//
// They quote labels, which the user chose: only what stands before the first label is relied on where it matters.
#pragma once

#include <cstddef>
#include <string_view>

namespace logwrap {

struct Refusal {
  enum class What {
    Everything,  ///< nothing was stored: what is refused is the request, or the stream
    Entries,     ///< `count` entries, for what they are: too old, too long, ...
    Behind,      ///< `count` of `total` entries, because the stream has much newer ones (more than an hour by default)
    Ahead,       ///< some entries, because their time has not come yet: it will
  };
  What what = What::Everything;
  std::size_t count = 0;
  /// Of Behind: how many entries that part of Loki saw which refused some; 0: it did not say. As a batch is in order,
  /// and the bound does not move while it is taken, the first `count` of these are the refused ones.
  std::size_t total = 0;
};

[[nodiscard]] Refusal read_refusal(std::string_view words);

/// Whether Loki may have said this of a push. Its words are plain text, and there always are some: a page in HTML or an
/// object in JSON is of something before it, and a server that wants TLS says so in words of its own (Go's net/http).
[[nodiscard]] bool may_be_lokis(std::string_view words);

}  // namespace logwrap
