// Row: from text to cells and back.
#include <algorithm>

#include "lib/base/utf8.hpp"
#include "lib/terminal/glyph_width.hpp"
#include "lib/terminal/row.hpp"

namespace logwrap::terminal {

// Most rows of plain text leave the screen without anybody looking at their cells: those are made when needed.
void Row::print(std::string_view text) {
  printed_ = text;
  laid_out_ = text.empty();
}

void Row::lay_out() {
  if (laid_out_) return;
  laid_out_ = true;
  constexpr int kTabWidth = 8;
  int last = -1;
  for (std::string_view rest = printed_; !rest.empty();) {
    const Utf8Char next = decode_utf8(rest);
    rest.remove_prefix(next.length);
    if (next.code_point == U'\t') {
      end_ = (end_ / kTabWidth + 1) * kTabWidth;
      last = -1;
      marks_ = 0;
      continue;
    }
    const int width = glyph_width(next.code_point);
    if (width == 0) {
      ++marks_;
      if (last >= 0) store_mark(last, next.code_point);
      continue;
    }
    marks_ = 0;
    last = end_;
    place(end_, next.code_point, width);
    end_ += width;
  }
}

void Row::append_seen(std::string& out) {
  lay_out();
  for (const Cell cell : cells_) {
    if (cell == kRightHalf) continue;
    if (cell == 0) {
      out += ' ';
    } else if ((cell & kCluster) != 0) {
      for (const char32_t part : clusters_[cell & ~kCluster]) append_utf8(out, part);
    } else {
      append_utf8(out, cell);
    }
  }
}

bool Row::looks_blank() const {
  if (!laid_out_) return printed_.find_first_not_of(" \t") == std::string::npos;
  return std::all_of(cells_.begin(), cells_.end(), [](Cell cell) { return cell == 0 || cell == U' '; });
}

}  // namespace logwrap::terminal
