// LineRedactor: masks the secrets in one stream's lines, one after the other: also those that a long line's pieces
// part, and private keys, which go over many lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/redact/redactor.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap::redact {

class LineRedactor {
 public:
  /// A private key's lines that are masked at most, where its end does not come: twice what the longest key has.
  static constexpr int kMaxKeyLines = 256;

  /// `redactor` outlives it.
  explicit LineRedactor(const Redactor& redactor) : redactor_(redactor) {}

  /// `line` without its secrets: itself, where there are none, or one that is valid until the next call. Of a piece
  /// that goes on at most the last 2 * kMaxSecretBytes are held back and stand before the next piece, because a secret
  /// may begin there: that one then counts as written in the epochs of both.
  [[nodiscard]] const Line& take(const Line& line);
  /// What is not final stands behind what was taken. To be called before its first line is looked at.
  void begin_look();
  /// The same of the next of these lines, as it stands; of one that moves the end may be that of half a secret. Changes
  /// nothing, but for what take() answered.
  [[nodiscard]] Line look(const Line& line);
  /// Lines are missing here, among them perhaps one in which a private key began.
  void lines_are_missing();

  /// How many secrets take() has masked since the last call.
  [[nodiscard]] std::uint64_t count_masks();

 private:
  /// A private key that began in a line and has not ended; or another secret that may not have.
  struct Key {
    bool open = false;
    int lines = 0;
    std::string prefix{};  ///< what stood before it in its first line: perhaps a logger's, before each line
    int maybe = 0;         ///< for so many lines one may be open that is not known of
    /// Of the last line, where it ended with a secret of which the program may have put the rest on the next; else 0.
    std::size_t wrapped_at = 0;
  };
  struct Held {
    std::string text;  ///< of a line that goes on, not masked; at most 2 * kMaxSecretBytes
    Epoch first_epoch = 0;
    Epoch last_epoch = 0;
  };

  [[nodiscard]] Line behind_held(const Line& line);
  void find(const Line& line, Ending ending, Key& key);
  void find_key_lines(std::string_view text, Key& key);
  [[nodiscard]] std::size_t hold_from(std::string_view text) const;
  [[nodiscard]] std::string_view without_secrets(std::string_view text);

  const Redactor& redactor_;
  Key key_;
  Held held_;
  Key looked_at_;  ///< as key_, behind the lines that were looked at
  bool at_first_look_ = true;
  std::uint64_t masks_ = 0;
  Line out_;  ///< take()'s answer
  std::vector<Span> spans_;
  std::string whole_;   ///< what was held back, and the piece behind it
  std::string masked_;  ///< the text of the answer, where it is not the line's own
};

}  // namespace logwrap::redact
