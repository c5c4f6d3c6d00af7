// Joiner: the lines of one stream in, and out again: those of a block, such as a traceback, as one unit; all others as
// they are. In order, and none is lost. No I/O, no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/interpret/block.hpp"
#include "lib/interpret/block_rules.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

/// A line, or a block's lines.
struct Unit {
  std::string_view text;  ///< the lines, with line feeds between them; valid during the call only
  Time time;              ///< of the last of them
  bool rewrite = false;   ///< of a single line
  std::size_t lines = 1;
  std::optional<Level> level;  ///< of a block; nothing: as its first line says
  std::string_view exception;  ///< of a block, the exception's type; empty where it has none
};

class Joiner {
 public:
  /// A block is given out when a line does not go on with it, or none has come for this long, or it has become this old
  /// or large; lines that may belong to it wait with it.
  static constexpr std::chrono::seconds kWait{1};
  static constexpr std::chrono::seconds kLongest{10};
  static constexpr std::size_t kMaxLines = 1000;
  static constexpr std::size_t kMaxBytes = 128UL * 1024;
  /// Somebody else's lines amid a block, which stand behind it then.
  static constexpr std::size_t kMaxForeign = 16;

  using Out = std::function<void(const Unit&)>;

  /// `rules` outlive it.
  explicit Joiner(const BlockRules& rules) : rules_(&rules) {}

  /// Whether `line` is given out as it is, and nothing waits: add() would do no more.
  [[nodiscard]] bool passes(const Line& line) const { return !block_ && !rules_->may_begin(line.text, line.unwatched); }
  /// The next line, a whole one. `out` gets what is ready, before add returns.
  void add(const Line& line, const Out& out);
  /// Gives out all that waits.
  void flush(const Out& out);
  /// When flush() should be called, if no line comes until then.
  [[nodiscard]] std::optional<Time> next_due() const;
  /// Lines that wait.
  [[nodiscard]] std::size_t waiting() const { return lines_.size() + behind_.size() + maybe_.size(); }

 private:
  struct Kept {
    std::string text;
    Time time;
    bool rewrite = false;
  };
  void add(Kept line, const Out& out);
  [[nodiscard]] bool begin(std::string_view text, bool rewrite);
  void go_on(Kept line, const Out& out);
  void take(Kept line);
  [[nodiscard]] std::string_view within_block(std::string_view text) const;
  [[nodiscard]] bool full(const Kept& line) const;
  void end_block(const Out& out);

  const BlockRules* rules_;
  std::unique_ptr<Block> block_;  ///< none: nothing waits
  std::string prefix_;            ///< that each of its lines has, or none but the first
  std::vector<Kept> lines_;       ///< the block's: at most kMaxLines and kMaxBytes
  std::size_t bytes_ = 0;
  std::deque<Kept> behind_;  ///< somebody else's: at most kMaxForeign and as many more as maybe_ holds
  std::vector<Kept> maybe_;  ///< at most Block::kMaxMaybe
};

}  // namespace logwrap
