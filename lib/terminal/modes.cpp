#include "lib/terminal/modes.hpp"

#include <algorithm>

namespace logwrap::terminal {

void Modes::csi(const Csi& csi, int rows) {
  const int mode = csi.arg(0, 0);
  const bool on = csi.final == 'h';
  if (csi.final == 'r') {
    set_region(csi, rows);
  } else if (csi.final == 'g') {
    tab_stops_ = true;
  } else if (on || csi.final == 'l') {
    if (csi.prefix == 0 && mode == 4) insert_ = on;
    if (csi.prefix == 0 && mode == 20) newline_ = on;
    if (csi.prefix == '?' && mode == 6) origin_ = on;
    if (csi.prefix == '?' && mode == 7) autowrap_ = on;
  }
}

void Modes::set_region(const Csi& csi, int rows) {
  const int top = std::clamp(csi.arg(0, 1) - 1, 0, rows);
  const int bottom = std::min(csi.arg(1, rows), rows);
  region_ = top < bottom && (top > 0 || bottom < rows);
  top_ = top;
  bottom_ = bottom - 1;
}

Csi Modes::stopping_at_margins(Csi csi, int row) const {
  const bool down = csi.final == 'B' || csi.final == 'E' || csi.final == 'e';
  const bool up = csi.final == 'A' || csi.final == 'F';
  if (!region_ || origin_ || (!down && !up)) return csi;  // in origin mode libvterm stops there, too
  const int rows = std::max(csi.arg(0, 1), 1);
  int to = down ? row + rows : row - rows;
  if (down && row <= bottom_) to = std::min(to, bottom_);
  if (up && row >= top_) to = std::max(to, top_);
  csi.final = csi.final == 'E' || csi.final == 'F' ? 'H' : 'd';
  csi.count = 1;
  csi.args[0] = std::max(to, 0) + 1;
  return csi;
}

void Modes::escape(std::string_view rest) {
  if (rest == "c") *this = Modes{};
  if (rest == "H") tab_stops_ = true;
  if (rest.front() == '(') g0_ = rest.back();
  if (rest.front() == ')') g1_ = rest.back();
}

void Modes::control(char control) {
  if (control == '\x0e') shifted_ = true;
  if (control == '\x0f') shifted_ = false;
}

void Modes::forget_layout() {
  origin_ = region_ = tab_stops_ = false;
}

bool Modes::all_default() const {
  return !insert_ && !newline_ && !origin_ && autowrap_ && !region_ && !tab_stops_ && !translates();
}

std::string Modes::restoring() const {
  std::string out;
  if (insert_) out += "\x1b[4h";
  if (newline_) out += "\x1b[20h";
  if (!autowrap_) out += "\x1b[?7l";
  if (g0_ != 'B') out += std::string("\x1b(") + g0_;
  if (g1_ != 'B') out += std::string("\x1b)") + g1_;
  if (shifted_) out += '\x0e';
  return out;
}

}  // namespace logwrap::terminal
