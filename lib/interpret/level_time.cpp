// Times as log lines have them. What is wanted is where they end, not which they are.
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/interpret/level_head.hpp"

namespace logwrap {

namespace {

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void back_to(std::size_t at) { at_ = at; }
  bool one_of(std::string_view characters) {
    if (peek() == '\0' || characters.find(peek()) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  /// Between `least` and `most` digits, and no digit behind them.
  bool digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (is_digit(peek(count))) ++count;
    if (count < least || count > most) return false;
    at_ += count;
    return true;
  }
  bool word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Runs `step`; where it fails nothing was read.
template <class Step>
bool attempt(Scan& scan, Step step) {
  const std::size_t before = scan.at();
  if (step()) return true;
  scan.back_to(before);
  return false;
}

bool month_and_day(Scan& scan) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (const std::string_view month : kMonths) {
    if (!scan.word(month)) continue;
    while (scan.one_of(" ")) {
    }
    return scan.digits(1, 2) && scan.one_of(" ");
  }
  return false;
}

bool date(Scan& scan) {
  return attempt(scan, [&scan] { return month_and_day(scan); }) || attempt(scan, [&scan] {
           return scan.digits(1, 4) && scan.one_of("-/.") && scan.digits(1, 2) && scan.one_of("-/.") &&
                  scan.digits(1, 4);
         });
}

bool zone(Scan& scan) {
  if (scan.one_of("Z")) return true;
  return attempt(scan, [&scan] {
    if (!scan.one_of("+-") || !scan.digits(2, 4)) return false;
    return scan.peek() != ':' || (scan.one_of(":") && scan.digits(2, 2));
  });
}

bool time_of_day(Scan& scan) {
  return attempt(scan, [&scan] {
    if (!scan.digits(1, 2) || !scan.one_of(":") || !scan.digits(2, 2)) return false;
    if (scan.peek() == ':' && !(scan.one_of(":") && scan.digits(2, 2))) return false;
    if (is_digit(scan.peek(1)) && scan.one_of(".,") && !scan.digits(1, 9)) return false;
    (void)zone(scan);
    (void)(scan.word(" UTC") || scan.word(" AM") || scan.word(" PM") || scan.word("AM") || scan.word("PM"));
    return true;
  });
}

/// "11-30", as vLLM has it, "11/30", as OpenMMLab: a date only before a time of day.
bool date_without_year(Scan& scan) {
  return attempt(scan,
                 [&scan] { return scan.digits(2, 2) && scan.one_of("-/") && scan.digits(2, 2) && scan.one_of(" "); });
}

}  // namespace

std::size_t time_length(std::string_view text) {
  Scan scan(text);
  const bool dated = date(scan);
  const std::size_t after_date = scan.at();
  if (dated) {
    scan.one_of("T _:-");
  } else {
    (void)date_without_year(scan);
  }
  if (time_of_day(scan)) return scan.at();
  if (!dated) return 0;
  return scan.peek() == '\0' || scan.peek() == ' ' || after_date != scan.at() ? after_date : 0;
}

}  // namespace logwrap
