// The word that was probably meant, for messages about unknown options, subcommands, keys and runs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace logwrap {

/// Bytes to insert, delete, change or swap with a neighbour to get from `a` to `b` (Damerau-Levenshtein, each pair of
/// neighbours swapped once at most). Time and room are the product of the lengths: meant for words.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, the first of equals; empty where none is near enough to have been meant: more than
/// a third of the longer word would have to change, or `word` is longer than 64 bytes.
[[nodiscard]] std::string nearest_word(std::string_view word, std::span<const std::string> candidates);

}  // namespace logwrap
