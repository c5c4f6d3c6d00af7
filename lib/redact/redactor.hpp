// Redactor: finds the secrets in a text. Pure: what it looks for it was told, or knows by shape.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/literal_finder.hpp"
#include "lib/redact/shapes.hpp"
#include "lib/redact/span.hpp"

namespace logwrap::redact {

class Redactor {
 public:
  struct Options {
    std::vector<std::string>
        values;            ///< texts that are secrets themselves; those of fewer than 8 bytes are passed over
    std::string patterns;  ///< as pattern_problem takes them; those that cannot be used are passed over
  };
  explicit Redactor(const Options& options);

  /// What secrets are known by, but for patterns.
  [[nodiscard]] const LiteralFinder& literals() const { return literals_; }
  /// False: nothing of `text`, which is whole, is secret. `unwatched`: none of the literals stands in it.
  [[nodiscard]] bool may_hold(std::string_view text, bool unwatched = false) const {
    return !patterns_.empty() || (!unwatched && literals_.may_hold(text));
  }
  /// What of `text` is secret, tidy. A value is found as it is, and as JSON and URLs write it; of a pattern with a
  /// group the first group is masked, else what it matches.
  void find(std::string_view text, Ending ending, std::vector<Span>& spans) const;

  /// `text` with its secrets masked.
  [[nodiscard]] std::string masked(std::string_view text) const;

 private:
  void add_literals();
  void find_literals(std::string_view text, Ending ending, std::vector<Span>& spans) const;
  void find_cut_value(std::string_view text, std::vector<Span>& spans) const;
  void find_patterns(std::string_view text, std::vector<Span>& spans) const;

  std::vector<std::string> values_;  ///< in each way they are written
  LiteralFinder literals_;           ///< the shapes' anchors, by their index; values, as kValue
  std::vector<std::unique_ptr<RE2>> patterns_;
};

}  // namespace logwrap::redact
