// BlockRules: what blocks are looked for: those that logwrap knows, and the user's own.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/literal_finder.hpp"
#include "lib/interpret/block.hpp"

namespace logwrap {

/// One of the setting `multiline`: a block's first line, and those that go on with it.
struct OwnBlockRule {
  std::unique_ptr<re2::RE2> begins;
  std::unique_ptr<re2::RE2> goes_on;  ///< none: lines that are indented
};

class BlockRules {
 public:
  /// `own`: lines "BEGIN" or "BEGIN => GOES ON", both RE2 patterns. Those that cannot be used are passed over.
  explicit BlockRules(std::string_view own);

  /// What blocks' first lines are known by, but for the user's own.
  [[nodiscard]] const LiteralFinder& anchors() const { return anchors_; }
  /// False: no block begins with `line`. `unwatched`: none of the anchors stands in it.
  [[nodiscard]] bool may_begin(std::string_view line, bool unwatched = false) const {
    return !own_.empty() || (!unwatched && anchors_.may_hold(line));
  }
  /// What may begin with `line`: a user's rule counts before logwrap's.
  [[nodiscard]] BlockStart begins(std::string_view line) const;

 private:
  LiteralFinder anchors_;
  std::vector<OwnBlockRule> own_;  ///< none of its elements moves once blocks refer to it
};

}  // namespace logwrap
