#include "lib/loki/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace logwrap {

namespace {

/// Takes a time apart from the left; once something does not fit, nothing fits any more.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    if (text_.size() < digits) return fail();
    for (std::size_t i = 0; i < digits; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return fail();
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return value;
  }
  void skip(std::string_view expected) {
    if (text_.starts_with(expected)) {
      text_.remove_prefix(expected.size());
    } else {
      ok_ = false;
    }
  }
  std::string_view take(std::size_t size) {
    const std::string_view taken = text_.substr(0, size);
    text_.remove_prefix(taken.size());
    return taken;
  }
  [[nodiscard]] bool at_end() const { return ok_ && text_.empty(); }

 private:
  int fail() {
    ok_ = false;
    return 0;
  }
  std::string_view text_;
  bool ok_ = true;
};

struct Civil {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<UnixNanos> to_nanos(const Civil& time) {
  using namespace std::chrono;
  const year_month_day date{year(time.year), month(static_cast<unsigned>(time.month)),
                            day(static_cast<unsigned>(time.day))};
  if (!date.ok() || time.hour > 23 || time.minute > 59 || time.second > 60) return std::nullopt;
  if (time.year < 1970 || time.year > 2261) return std::nullopt;  // what nanoseconds can say
  return duration_cast<nanoseconds>(sys_days(date).time_since_epoch() + hours(time.hour) + minutes(time.minute) +
                                    seconds(time.second))
      .count();
}

void read_clock(Scanner& scan, Civil& time) {
  time.hour = scan.number(2);
  scan.skip(":");
  time.minute = scan.number(2);
  scan.skip(":");
  time.second = scan.number(2);
}

}  // namespace

std::optional<UnixNanos> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Scanner scan(text);
  Civil time;
  scan.take(3);
  scan.skip(", ");
  time.day = scan.number(2);
  scan.skip(" ");
  const auto found = std::find(kMonths.begin(), kMonths.end(), scan.take(3));
  time.month = static_cast<int>(found - kMonths.begin()) + 1;  // 13, which is no month, where it is none
  scan.skip(" ");
  time.year = scan.number(4);
  scan.skip(" ");
  read_clock(scan, time);
  scan.skip(" GMT");
  return scan.at_end() ? to_nanos(time) : std::nullopt;
}

}  // namespace logwrap
