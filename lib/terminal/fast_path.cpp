#include "lib/terminal/fast_path.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "lib/terminal/plain_text.hpp"

namespace logwrap::terminal {

namespace {

constexpr std::size_t kMaxRichLine = 64 * 1024;
/// The more there are at once, the fewer are laid out to stand on the screen between two of these.
constexpr std::size_t kMaxLines = 1024;

}  // namespace

FastPath::FastPath(Screen& screen, Terminal::LineFeed line_feed, std::shared_ptr<const LiteralFinder> watched)
    : screen_(screen), line_feed_(line_feed), watched_(std::move(watched)) {
  assert(!watched_ || marker().empty() || watched_->looks_for(marker()));
}

std::size_t FastPath::take_lines(std::string_view bytes) {
  last_character_ = 0;
  std::size_t taken = 0;
  if (screen_.size().columns < kLeastColumns) return 0;
  while (taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    std::size_t size = take_ascii_lines(rest);
    if (size == 0) size = take_rich_line(rest);
    if (size == 0) break;
    taken += size;
  }
  if (taken > 0) screen_.end_of_plain_text();
  return taken;
}

// As many as there are at once, but for what the long way has to tell the sink of.
std::size_t FastPath::take_ascii_lines(std::string_view bytes) {
  lines_.clear();
  std::size_t taken = 0;
  while (lines_.size() < kMaxLines) {
    const std::string_view rest = bytes.substr(taken);
    const std::size_t size = plain_size(rest);
    const std::size_t end = line_end(rest, size);
    if (end == 0) break;
    lines_.push_back({rest.substr(0, size), watched_ != nullptr});
    taken += end;
  }
  if (taken == 0) return 0;
  if (watched_) look_for_watched(bytes.substr(0, taken));
  const auto marked = std::find_if(lines_.begin(), lines_.end(),
                                   [this](const WholeLine& line) { return !line.unwatched && is_marked(line.text); });
  if (marked != lines_.end()) {
    taken = static_cast<std::size_t>(marked->text.data() - bytes.data());
    lines_.erase(marked, lines_.end());
  }
  for (const WholeLine& line : lines_) {
    if (!line.text.empty()) last_character_ = static_cast<unsigned char>(line.text.back());
  }
  screen_.print_lines(lines_);
  return taken;
}

// In `bytes`, which are those of the lines.
void FastPath::look_for_watched(std::string_view bytes) {
  auto line = lines_.begin();
  watched_->find(bytes, [&](std::size_t, std::string_view, std::size_t at) {
    while (bytes.data() + at >= line->text.data() + line->text.size()) ++line;
    line->unwatched = false;
  });
}

// The long way tells the sink of it.
bool FastPath::is_marked(std::string_view text) const {
  return !marker().empty() && text.find(marker()) != std::string_view::npos;
}

// Where the line ends whose text has `text_size` bytes, its line feed included; 0 if something else follows the text.
std::size_t FastPath::line_end(std::string_view bytes, std::size_t text_size) const {
  std::size_t at = text_size;
  while (at < bytes.size() && bytes[at] == '\r') ++at;
  const bool at_left_edge = at > text_size || line_feed_ == Terminal::LineFeed::CarriageReturnLineFeed;
  return at < bytes.size() && bytes[at] == '\n' && at_left_edge ? at + 1 : 0;
}

// Answers its size; 0: something in it is not plain.
std::size_t FastPath::take_rich_line(std::string_view bytes) {
  const std::size_t feed = bytes.substr(0, kMaxRichLine).find('\n');
  if (feed == std::string_view::npos || !lay_out(bytes.substr(0, feed + 1))) return 0;
  print_rich();
  return feed + 1;
}

bool FastPath::lay_out(std::string_view line) {
  text_.clear();
  row_ends_.clear();
  column_ = marks_ = 0;
  rich_last_ = 0;
  std::string_view rest = line;
  while (line_end(rest, 0) == 0) {
    if (const std::size_t size = plain_size(rest); size > 0) {
      take_ascii(rest.substr(0, size));
      rest.remove_prefix(size);
    } else if (rest.front() == '\n' || !take_character(rest)) {
      return false;
    }
  }
  return line_end(rest, 0) == rest.size() && !is_marked(text_);
}

bool FastPath::take_character(std::string_view& rest) {
  if (rest.front() == '\x1b') {
    const std::size_t size = colour_size(rest);
    rest.remove_prefix(size);
    return size > 0;
  }
  if (rest.front() == '\t') {
    column_ = (column_ / 8 + 1) * 8;
    if (column_ >= screen_.size().columns) return false;  // it stops at the margin, as libvterm has it
    text_ += '\t';
    marks_ = Row::kMaxMarks;  // a mark after it belongs to nothing: the long way decides
    rest.remove_prefix(1);
    return true;
  }
  const std::optional<Glyph> next = glyph_at(rest);
  if (!next) return false;
  if (next->width == 0) {
    if (text_.empty() || ++marks_ > Row::kMaxMarks) return false;
  } else {
    wrap_at(next->width);
    marks_ = 0;
    rich_last_ = next->code_point;
  }
  text_ += rest.substr(0, next->length);
  rest.remove_prefix(next->length);
  return true;
}

void FastPath::take_ascii(std::string_view text) {
  rich_last_ = static_cast<unsigned char>(text.back());
  marks_ = 0;
  const int columns = screen_.size().columns;
  while (text.size() > static_cast<std::size_t>(columns - column_)) {
    const std::string_view row = text.substr(0, static_cast<std::size_t>(columns - column_));
    text_ += row;
    row_ends_.push_back(text_.size());
    column_ = 0;
    text.remove_prefix(row.size());
  }
  text_ += text;
  column_ += static_cast<int>(text.size());
}

void FastPath::wrap_at(int width) {
  if (column_ + width > screen_.size().columns) {
    row_ends_.push_back(text_.size());
    column_ = 0;
  }
  column_ += width;
}

void FastPath::print_rich() {
  if (rich_last_ != 0) last_character_ = rich_last_;
  std::size_t begin = 0;
  for (const std::size_t end : row_ends_) {
    screen_.print_on_bottom(std::string_view(text_).substr(begin, end - begin), Screen::RowEnd::SoftWrap);
    begin = end;
  }
  screen_.print_on_bottom(std::string_view(text_).substr(begin), Screen::RowEnd::LineFeed);
}

}  // namespace logwrap::terminal
