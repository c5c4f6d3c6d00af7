#include "lib/terminal/fast_path.hpp"

#include "lib/terminal/plain_text.hpp"

namespace logwrap::terminal {

namespace {

constexpr std::size_t kMaxRichLine = 64 * 1024;
/// The more there are at once, the fewer are laid out to stand on the screen between two of these.
constexpr std::size_t kMaxLines = 1024;

}  // namespace

std::size_t FastPath::take_lines(std::string_view bytes) {
  last_character_ = 0;
  std::size_t taken = 0;
  if (screen_.size().columns < kLeastColumns) return 0;
  while (taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    const std::size_t size = plain_size(rest);
    if (size == rest.size()) break;
    std::size_t end = line_end(rest, size);
    if (end > 0) {
      if (is_marked(rest.substr(0, size))) break;
      take_ascii_line(rest.substr(0, size));
    } else {
      const std::size_t feed = rest.substr(0, kMaxRichLine).find('\n', size);
      if (feed == std::string_view::npos || !take_rich_line(rest.substr(0, feed + 1))) break;
      end = feed + 1;
      print_lines();
      print_rich();
    }
    taken += end;
  }
  print_lines();
  if (taken > 0) screen_.end_of_plain_text();
  return taken;
}

// The long way tells the sink of it.
bool FastPath::is_marked(std::string_view text) const {
  const std::string_view marker = screen_.committer().marker();
  return !marker.empty() && text.find(marker) != std::string_view::npos;
}

// Where the line ends whose text has `text_size` bytes, its line feed included; 0 if something else follows the text.
std::size_t FastPath::line_end(std::string_view bytes, std::size_t text_size) const {
  std::size_t at = text_size;
  while (at < bytes.size() && bytes[at] == '\r') ++at;
  const bool at_left_edge = at > text_size || line_feed_ == Terminal::LineFeed::CarriageReturnLineFeed;
  return at < bytes.size() && bytes[at] == '\n' && at_left_edge ? at + 1 : 0;
}

void FastPath::take_ascii_line(std::string_view text) {
  if (!text.empty()) last_character_ = static_cast<unsigned char>(text.back());
  lines_.push_back(text);
  if (lines_.size() == kMaxLines) print_lines();
}

void FastPath::print_lines() {
  screen_.print_lines(lines_);
  lines_.clear();
}

// Lays the line out, without printing it yet. False: something in it is not plain.
bool FastPath::take_rich_line(std::string_view line) {
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
