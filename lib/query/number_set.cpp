#include "lib/query/number_set.hpp"

#include <algorithm>
#include <charconv>

#include "lib/base/printer.hpp"

namespace logwrap {

bool read_number(std::string_view text, std::uint32_t& into) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stop == end && !text.empty();
}

Result<NumberSet> NumberSet::parse(std::string_view text) {
  const Error wrong{std::make_error_code(std::errc::invalid_argument),
                    "\"" + printable(text, Tabs::Escape) + "\" is no list of numbers: write 0, 0,3 or 0,3-5"};
  NumberSet set;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    const std::size_t dash = item.find('-');
    std::pair<std::uint32_t, std::uint32_t> range;
    if (!read_number(item.substr(0, dash), range.first)) return wrong;
    range.second = range.first;
    if (dash != std::string_view::npos && !read_number(item.substr(dash + 1), range.second)) return wrong;
    if (range.second < range.first) return wrong;
    set.ranges_.push_back(range);
    if (comma == std::string_view::npos) return set;
    rest.remove_prefix(comma + 1);
  }
}

bool NumberSet::has(std::uint32_t number) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [number](const auto& range) { return range.first <= number && number <= range.second; });
}

bool NumberSet::has(std::string_view number) const {
  std::uint32_t value = 0;
  return read_number(number, value) && has(value);
}

std::string format_numbers(std::vector<std::uint32_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(numbers[i]);
    if (last > i) text += (last == i + 1 ? "," : "-") + std::to_string(numbers[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace logwrap
