#include "lib/interpret/progress.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

/// Goes through a row from its beginning.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] char before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  void skip() { ++at_; }
  void skip_blanks() {
    while (peek() == ' ') ++at_;
  }

  [[nodiscard]] bool take(std::string_view what) {
    const bool here = text_.substr(at_).starts_with(what);
    if (here) at_ += what.size();
    return here;
  }
  /// Digits, and a fraction.
  [[nodiscard]] std::optional<double> number() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    if (at_ == begin) return std::nullopt;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    double value = 0;
    std::from_chars(text_.data() + begin, text_.data() + at_, value, std::chars_format::fixed);
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }
  /// Letters, and the micro sign; as many as there are.
  [[nodiscard]] std::string_view word() {
    const std::size_t begin = at_;
    while (is_letter(peek()) || static_cast<unsigned char>(peek()) == 0xC2 ||
           static_cast<unsigned char>(peek()) == 0xB5)
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Of "M", "MB", "MiB", "kit" and the like what the letter before the unit stands for; 1 of any other word.
double scale_of(std::string_view unit) {
  constexpr std::string_view kLetters = "kMGTP";
  const std::size_t power = unit.empty() || unit.front() == 'K' ? 0 : kLetters.find(unit.front());
  if (unit.empty() || power == std::string_view::npos) return 1;
  unit.remove_prefix(1);
  const bool binary = unit.starts_with('i') && !unit.starts_with("it");
  if (binary) unit.remove_prefix(1);
  const bool known = unit.empty() || unit == "B" || unit == "b" || unit == "it" || unit == "bit" || unit == "bytes";
  if (!known) return 1;
  return std::pow(binary ? 1024.0 : 1000.0, static_cast<double>(power + 1));
}

std::optional<double> seconds_in(std::string_view unit) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kUnits = {{
      {"ns", 1e-9},
      {"us", 1e-6},
      {"\xC2\xB5s", 1e-6},
      {"ms", 1e-3},
      {"s", 1},
      {"min", 60},
      {"h", 3600},
  }};
  for (const auto& [word, seconds] : kUnits) {
    if (word == unit) return seconds;
  }
  return std::nullopt;
}

/// "3.60it/s", "12.3 MB/s"; "2.50s/it", "852ms/step". The scan stands behind `number`.
std::optional<double> rate_behind(double number, Scan scan) {
  scan.skip_blanks();
  const std::string_view unit = scan.word();
  if (!scan.take("/")) return std::nullopt;
  const std::string_view per = scan.word();
  if (per == "s" || per == "sec") return number * scale_of(unit);
  const std::optional<double> seconds = per.empty() ? std::nullopt : seconds_in(unit);
  if (!seconds || number <= 0) return std::nullopt;
  return 1 / (number * *seconds);
}

struct Part {
  double n = 0;
  double total = 0;
};

/// "45/100", "1.20k/10.0k", "1.2/3.4 MB". The scan stands behind `number`.
std::optional<Part> part_behind(double number, Scan scan) {
  const std::string_view own_unit = scan.word();
  if (!scan.take("/")) return std::nullopt;
  const std::optional<double> total = scan.number();
  if (!total) return std::nullopt;
  std::string_view unit = scan.word();
  if (unit.empty() && scan.peek() == ' ') {
    scan.skip();
    unit = scan.word();
    if (scale_of(unit) == 1) unit = {};  // a word that follows, no unit
  } else if (scan.peek() == '/' || scan.peek() == '-') {
    return std::nullopt;  // a date, a path
  }
  const Part part{number * scale_of(own_unit.empty() ? unit : own_unit), *total * scale_of(unit)};
  if (part.total <= 0 || part.n > part.total) return std::nullopt;
  return part;
}

/// "1234it [00:12, 3.60it/s]": of a bar that has no end. The scan stands behind `number`.
std::optional<double> count_behind(double number, Scan scan) {
  const std::string_view unit = scan.word();
  if (unit.empty() || !scan.take(" [") || !is_digit(scan.peek())) return std::nullopt;
  return number * scale_of(unit);
}

void read_at(double number, const Scan& scan, Progress& progress) {
  if (Scan behind = scan; !progress.percent && (behind.take("%") || behind.take(" %"))) progress.percent = number;
  // The last before the rate is the bar's; before it stands what the bar is of: "Epoch 1/3:  45%|████    | 45/100 [".
  if (const auto part = progress.rate ? std::nullopt : part_behind(number, scan)) {
    progress.n = part->n;
    progress.total = part->total;
  }
  if (!progress.rate) progress.rate = rate_behind(number, scan);
  if (!progress.n) progress.n = count_behind(number, scan);
}

bool take_clock_or_time(Scan& scan) {
  Scan ahead = scan;
  if (!ahead.number()) return false;
  if (ahead.peek() == ':' && is_digit(ahead.peek(1))) {
    while (is_digit(ahead.peek()) || ahead.peek() == ':') ahead.skip();
  } else if (const std::string_view unit = ahead.word(); !seconds_in(unit) && unit != "m" && unit != "d") {
    return false;  // "2m 3s" is wget's
  }
  scan = ahead;
  return true;
}

bool take_rate(Scan& scan) {
  Scan ahead = scan;
  const std::optional<double> number = ahead.number();
  if (!number || !rate_behind(*number, ahead)) return false;
  ahead.skip_blanks();
  (void)ahead.word();  // MB becomes KB
  scan = ahead;
  return true;
}

/// Braille, blocks, lines and shapes: U+2800..28FF, U+2500..25FF.
bool take_drawing(Scan& scan) {
  const auto byte = [&scan](std::size_t ahead) { return static_cast<unsigned char>(scan.peek(ahead)); };
  if (byte(0) != 0xE2) return false;
  const bool drawing = (byte(1) >= 0xA0 && byte(1) <= 0xA3) || (byte(1) >= 0x94 && byte(1) <= 0x97);
  if (drawing) scan.go_to(scan.at() + 3);
  return drawing;
}

}  // namespace

Progress progress_of(std::string_view row) {
  Progress progress;
  for (Scan scan(row); !scan.at_end();) {
    const bool begins = is_digit(scan.peek()) && !is_digit(scan.before()) && scan.before() != '.' &&
                        scan.before() != '/' && !is_letter(scan.before());
    const std::optional<double> number = begins ? scan.number() : std::nullopt;
    if (number) {
      read_at(*number, scan, progress);
    } else {
      scan.skip();
    }
  }
  if (!progress.percent && progress.total) progress.percent = 100 * *progress.n / *progress.total;
  return progress;
}

std::string movement_of(std::string_view row) {
  const Progress progress = progress_of(row);
  const bool bar = progress.n || progress.percent;
  std::string moved;
  for (Scan scan(row); !scan.at_end();) {
    // A bar's rate goes down while it stands, and what is drawn beside it may be any spinner.
    if (is_digit(scan.peek()) && (take_clock_or_time(scan) || (bar && take_rate(scan)))) continue;
    if (take_drawing(scan)) continue;
    const char c = scan.peek();
    if (is_digit(c) || is_letter(c) || (!bar && static_cast<unsigned char>(c) >= 0x80)) moved += c;
    scan.skip();
  }
  return moved;
}

}  // namespace logwrap
