#include "lib/plot/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "lib/terminal/text_columns.hpp"

namespace logwrap::plot {

namespace {

using terminal::columns_of;
using terminal::cut_to_columns;

constexpr std::size_t kMinWidth = 30;
constexpr std::size_t kMaxWidth = 10'000;
constexpr std::size_t kMinColumns = 10;
/// Right of the labels: a blank, and the axis itself.
constexpr std::size_t kAxisWidth = 2;

struct Frame {
  const char* side;
  const char* tick;
  const char* corner;
  const char* bottom;
  const char* bottom_tick;
  const char* mark;  // of a series in the legend, where colours tell them apart
  const char* cut;
};
constexpr Frame kUtf8Frame = {"│", "┤", "└", "─", "┬", "━━", "…"};
constexpr Frame kAsciiFrame = {"|", "+", "+", "-", "+", "--", "..."};

const Frame& frame_of(Glyphs glyphs) {
  return glyphs == Glyphs::Utf8 ? kUtf8Frame : kAsciiFrame;
}

Cells cells_of(const ChartStyle& style, std::size_t series) {
  if (style.glyphs == Glyphs::Ascii) return Cells::Markers;
  return series == 1 || style.colour == Colour::On ? Cells::Braille : Cells::Markers;
}

ChartStyle within_bounds(ChartStyle style) {
  style.width = std::clamp(style.width, kMinWidth, kMaxWidth);
  style.rows = std::max<std::size_t>(style.rows, 2);
  return style;
}

std::size_t widest_label(const Axis& axis) {
  std::size_t widest = 0;
  for (const Tick& tick : axis.ticks()) widest = std::max(widest, tick.label.size());
  return widest;
}

int dot_at(double position, int dots) {
  return static_cast<int>(std::lround(position * (dots - 1)));
}

std::string blanks(std::size_t count) {
  return std::string(count, ' ');
}

std::string line_without_blanks_behind(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

Chart::Chart(ChartTexts texts, const ChartExtents& extents, const ChartStyle& style)
    : texts_(std::move(texts)),
      style_(within_bounds(style)),
      heading_(extents.heading),
      cells_(cells_of(style_, texts_.series.size())),
      y_(Axis::vertical(extents.y, style_.rows, style_.y_scale)),
      label_width_(widest_label(y_)),
      columns_(style_.width - std::min(style_.width - kMinColumns, label_width_ + kAxisWidth)),
      x_(Axis::horizontal(extents.x, columns_, extents.x_values)),
      canvas_(columns_, style_.rows, cells_),
      pens_(texts_.series.size()) {}

bool Chart::goes_on(const Pen& pen, double x) const {
  if (!pen.at || heading_ == Heading::Nowhere) return false;
  return heading_ == Heading::Right ? x >= pen.x : x <= pen.x;
}

void Chart::point(std::size_t series, double x, double y) {
  Pen& pen = pens_.at(series);
  const Dot dot{dot_at(x_.position(x), canvas_.width()), dot_at(1 - y_.position(y), canvas_.height())};
  const bool joined = goes_on(pen, x);
  if (joined) {
    canvas_.line(*pen.at, dot, series);
  } else {
    lift(series);
  }
  pen = {dot, x, joined};
}

void Chart::gap(std::size_t series) {
  lift(series);
  pens_.at(series).at.reset();
}

/// A line shows where it leads; a point that no line touches has to be drawn itself.
void Chart::lift(std::size_t series) {
  const Pen& pen = pens_.at(series);
  if (pen.at && !pen.joined) canvas_.point(*pen.at, series);
}

std::size_t Chart::column_of(const Tick& tick) const {
  return static_cast<std::size_t>(dot_at(tick.position, canvas_.width())) * columns_ /
         static_cast<std::size_t>(canvas_.width());
}

std::size_t Chart::row_of(const Tick& tick) const {
  return static_cast<std::size_t>(dot_at(1 - tick.position, canvas_.height())) * style_.rows /
         static_cast<std::size_t>(canvas_.height());
}

std::string Chart::coloured(std::size_t series, const std::string& text) const {
  if (style_.colour == Colour::Off) return text;
  static constexpr std::array<const char*, Canvas::kMaxSeries> kColours = {"36", "33", "35", "32",
                                                                           "34", "31", "96", "95"};
  return std::string("\x1b[") + kColours.at(series) + "m" + text + "\x1b[0m";
}

std::string Chart::legend_mark(std::size_t series) const {
  if (cells_ == Cells::Markers) return coloured(series, {marker(series)});
  return coloured(series, frame_of(style_.glyphs).mark);
}

/// Several series, each with its mark, in as many lines as that takes.
std::string Chart::legend() const {
  if (texts_.series.size() < 2) return "";
  const std::size_t mark_width = cells_ == Cells::Markers ? 1 : columns_of(frame_of(style_.glyphs).mark);
  constexpr std::size_t kBetween = 3;
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < texts_.series.size(); ++i) {
    const std::size_t room = style_.width - mark_width - 1;
    const std::string name = cut_to_columns(texts_.series[i], room, frame_of(style_.glyphs).cut);
    const std::size_t needed = mark_width + 1 + columns_of(name);
    if (used > 0 && used + kBetween + needed > style_.width) {
      out += "\n";
      used = 0;
    }
    if (used > 0) out += blanks(kBetween);
    out += legend_mark(i) + " " + name;
    used += needed + (used > 0 ? kBetween : 0);
  }
  return out + "\n";
}

std::string Chart::row(std::size_t row) const {
  const Frame& frame = frame_of(style_.glyphs);
  std::string label;
  bool tick = false;
  for (const Tick& one : y_.ticks()) {
    if (row_of(one) != row) continue;
    label = one.label;
    tick = true;
  }
  std::string line = blanks(label_width_ - label.size()) + label + " " + (tick ? frame.tick : frame.side);
  for (std::size_t column = 0; column < columns_;) {
    if (canvas_.is_empty(column, row)) {
      line += " ";
      ++column;
      continue;
    }
    const std::size_t series = canvas_.series(column, row);
    std::string same;  // what one colour is for
    for (; column < columns_ && !canvas_.is_empty(column, row) && canvas_.series(column, row) == series; ++column)
      same += canvas_.glyph(column, row);
    line += coloured(series, same);
  }
  return line_without_blanks_behind(line);
}

/// The line with its ticks, their labels, and what it is the axis of.
std::string Chart::x_axis() const {
  const Frame& frame = frame_of(style_.glyphs);
  std::vector<const char*> line(columns_, frame.bottom);
  const std::size_t before = label_width_ + kAxisWidth;
  std::string labels = blanks(before + columns_);
  for (const Tick& tick : x_.ticks()) {
    const std::size_t column = column_of(tick);
    line[column] = frame.bottom_tick;
    const std::size_t middle = before + column;
    const std::size_t half = tick.label.size() / 2;
    const std::size_t start = std::min(middle - std::min(middle, half), labels.size() - tick.label.size());
    // The last one was perhaps moved to the left, into the one before.
    if (labels.find_first_not_of(' ', start - std::min<std::size_t>(start, 1)) == std::string::npos)
      labels.replace(start, tick.label.size(), tick.label);
  }
  std::string out = blanks(label_width_ + 1) + frame.corner;
  for (const char* part : line) out += part;
  out += "\n" + line_without_blanks_behind(labels);
  if (texts_.x_title.empty()) return out;
  const std::string title = cut_to_columns(texts_.x_title, columns_, frame.cut);
  return out + line_without_blanks_behind(blanks(before + (columns_ - columns_of(title)) / 2) + title);
}

std::string Chart::text() {
  for (std::size_t i = 0; i < pens_.size(); ++i) lift(i);
  std::string out;
  if (!texts_.title.empty()) out = cut_to_columns(texts_.title, style_.width, frame_of(style_.glyphs).cut) + "\n";
  out += legend();
  for (std::size_t i = 0; i < style_.rows; ++i) out += row(i);
  return out + x_axis();
}

}  // namespace logwrap::plot
