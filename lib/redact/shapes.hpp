// Shapes: how the tokens of well-known services look, so that one is found whoever printed it. Sources: GitHub's list
// of secret scanning patterns, the services' own documentation of their tokens, RFC 7468 (PEM), RFC 7519 (JWT), RFC
// 3986, RFC 9110.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "lib/redact/span.hpp"

namespace logwrap::redact {

/// Cut: more was printed behind a text, or will be. What may have begun at its end counts as a secret, if kLeastCut
/// bytes of it are there.
enum class Ending : std::uint8_t { Whole, Cut };
inline constexpr std::size_t kLeastCut = 8;

struct Found {
  std::optional<Span> secret{};  ///< what to mask
  /// What begins before it is no other secret of the shape, and need not be looked at: a text in which many seem to
  /// begin, each within the one before, is gone through once.
  std::size_t seen = 0;
};

/// A text that every secret of one shape holds, and what looks at what stands around it. No regular expressions: a
/// training log is searched for these at memory's speed, and each is a prefix, a set of characters and a length.
struct Shape {
  std::string_view name;    ///< for people: "GitHub token"
  std::string_view anchor;  ///< at least three bytes
  /// Looks at `text`, whose `anchor` begins at `at`: that may be no secret after all. The anchor itself is not masked
  /// where it only tells the kind of token.
  Found (*find)(const Shape& shape, std::string_view text, std::size_t at, Ending ending);
};

inline constexpr std::size_t kShapeCount = 86;
[[nodiscard]] std::span<const Shape, kShapeCount> shapes();

/// The longest secret of any shape that is found where a long line's pieces part it, in bytes, but for private keys,
/// which go over lines.
inline constexpr std::size_t kMaxSecretBytes = 16 * 1024;

/// Where a block of a private key begins in `text`: the byte behind "-----BEGIN ... PRIVATE KEY-----" at `at`.
[[nodiscard]] std::optional<std::size_t> private_key_begins(std::string_view text, std::size_t at);
/// A digit and letters of both cases: no word, no number, no sum.
[[nodiscard]] bool is_mixed(std::string_view text);
inline constexpr std::string_view kKeyBegins = "-----BEGIN ";
inline constexpr std::string_view kKeyEnds = "-----END ";

}  // namespace logwrap::redact
