#include "lib/interpret/joiner.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lib/interpret/block_text.hpp"
#include "lib/interpret/level_phrase.hpp"

namespace logwrap {

void Joiner::add(const Line& line, const Out& out) {
  if (passes(line) || (!block_ && !begin(line.text, line.rewrite)))
    return out({line.text, line.time, line.rewrite, 1, {}, {}});
  if (lines_.empty()) return take({std::string(line.text), line.time, line.rewrite});
  go_on({std::string(line.text), line.time, line.rewrite}, out);
}

void Joiner::add(Kept line, const Out& out) {
  if (block_) return go_on(std::move(line), out);
  if (begin(line.text, line.rewrite)) return take(std::move(line));
  out({line.text, line.time, line.rewrite, 1, {}, {}});
}

bool Joiner::begin(std::string_view text, bool rewrite) {
  if (rewrite) return false;
  BlockStart start = rules_->begins(text);
  if (!start.block) return false;
  block_ = std::move(start.block);
  prefix_ = behind_bar(text.substr(0, start.prefix));  // the bar stands there once
  return true;
}

void Joiner::take(Kept line) {
  bytes_ += line.text.size();
  lines_.push_back(std::move(line));
}

/// The line without its prefix.
std::string_view Joiner::within_block(std::string_view text) const {
  if (text.starts_with(prefix_)) return text.substr(prefix_.size());
  const std::string_view prefix(prefix_);
  if (text == prefix.substr(0, prefix.find_last_not_of(" \t") + 1)) return {};  // a blank line behind it
  return text;
}

bool Joiner::full(const Kept& line) const {
  std::size_t lines = lines_.size() + 1;
  std::size_t bytes = bytes_ + lines + line.text.size();
  for (const Kept& one : maybe_) {
    ++lines;
    bytes += one.text.size() + 1;
  }
  return lines > kMaxLines || bytes > kMaxBytes || line.time > lines_.front().time + kLongest;
}

void Joiner::go_on(Kept line, const Out& out) {
  if (full(line)) {
    end_block(out);
    return add(std::move(line), out);
  }
  const std::string_view text = within_block(line.text);
  const Block::Fit fit = line.rewrite ? Block::Fit::No : block_->next(text);
  if (fit == Block::Fit::Maybe && maybe_.size() < Block::kMaxMaybe) return maybe_.push_back(std::move(line));
  if (fit == Block::Fit::Yes || fit == Block::Fit::Last) {
    // The second line shows that only the first has a prefix (a logger's head).
    if (lines_.size() == 1 && text.size() == line.text.size()) prefix_.clear();
    for (Kept& one : std::exchange(maybe_, {})) take(std::move(one));
    take(std::move(line));
    if (fit == Block::Fit::Last) end_block(out);
    return;
  }
  if (fit == Block::Fit::No && block_->expects_more() && behind_.size() < kMaxForeign) {
    std::move(maybe_.begin(), maybe_.end(), std::back_inserter(behind_));
    maybe_.clear();
    return behind_.push_back(std::move(line));
  }
  end_block(out);
  add(std::move(line), out);
}

/// What waits behind it is looked at anew: another block may begin there, and wait.
void Joiner::end_block(const Out& out) {
  const std::unique_ptr<Block> block = std::exchange(block_, nullptr);
  const std::vector<Kept> lines = std::exchange(lines_, {});
  std::deque<Kept> behind = std::exchange(behind_, {});
  std::move(maybe_.begin(), maybe_.end(), std::back_inserter(behind));
  maybe_.clear();
  bytes_ = 0;
  if (lines.size() == 1) {
    out({lines.front().text, lines.front().time, lines.front().rewrite, 1, {}, {}});
  } else {
    std::string text;
    for (const Kept& line : lines) (text += text.empty() && &line == &lines.front() ? "" : "\n") += line.text;
    out({text, lines.back().time, false, lines.size(), block->level(), block->exception()});
  }
  for (Kept& line : behind) add(std::move(line), out);
}

void Joiner::flush(const Out& out) {
  while (block_) end_block(out);
}

std::optional<Time> Joiner::next_due() const {
  if (!block_) return std::nullopt;
  Time last = lines_.back().time;
  if (!behind_.empty()) last = std::max(last, behind_.back().time);
  if (!maybe_.empty()) last = std::max(last, maybe_.back().time);
  return std::min(last + kWait, lines_.front().time + kLongest);
}

}  // namespace logwrap
