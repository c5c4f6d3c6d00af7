// The axis against the seven steps as they are written down, done anew over the whole history after each entry.
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "lib/interpret/x_axis.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Value {
  double number;
  bool integer;
};
using History = std::vector<std::map<std::string, Value>>;

bool is_increasing(const std::vector<Value>& values) {
  const auto less = [](const Value& a, const Value& b) { return a.number < b.number; };
  return std::is_sorted(values.begin(), values.end(), less) && values.front().number < values.back().number;
}

bool is_monotone(std::vector<Value> values) {
  if (is_increasing(values)) return true;
  std::reverse(values.begin(), values.end());
  return is_increasing(values);
}

bool are_integers(const std::vector<Value>& values) {
  return std::all_of(values.begin(), values.end(), [](const Value& value) { return value.integer; });
}

std::string chosen_by_the_book(const History& history) {
  std::map<std::string, std::vector<Value>> values;
  for (const auto& entry : history) {
    for (const auto& [key, value] : entry) values[key].push_back(value);
  }
  for (const char* named : {"progress", "epoch"}) {
    if (values.count(named) != 0) return named;
  }
  for (int step = 3; step <= 7; ++step) {
    for (const auto& [key, of_key] : values) {  // by name
      if (step == 3 && !(are_integers(of_key) && is_increasing(of_key))) continue;
      if (step == 4 && !is_increasing(of_key)) continue;
      if (step == 5 && !(are_integers(of_key) && is_monotone(of_key))) continue;
      if (step == 6 && !is_monotone(of_key)) continue;
      return key;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("the axis is at all times what the seven steps say of all entries so far", "[x][property]") {
  std::mt19937 engine(7);
  const auto below = [&engine](std::size_t bound) { return engine() % bound; };
  constexpr std::array<const char*, 6> keys = {"a", "b", "c", "step", "epoch", "progress"};
  MetadataParser parser;
  for (int run = 0; run < 3000; ++run) {
    XAxis axis;
    History history;
    const std::size_t names = 2 + below(below(8) == 0 ? 5 : 3);
    for (std::size_t entry = 0; entry < 1 + below(7); ++entry) {
      std::string line = "{";
      auto& numbers = history.emplace_back();
      for (std::size_t i = 0; i < names; ++i) {
        const int number = static_cast<int>(below(3)) + (i % 2 == 0 ? static_cast<int>(entry) : 0);
        const std::size_t form = below(6);
        if (form == 0) continue;
        line += (line.size() > 1 ? ",\"" : "\"") + std::string(keys.at(i)) + "\":";
        line += form == 1 ? "NaN" : std::to_string(number) + (form == 2 ? ".5" : "");
        if (form > 1) numbers.emplace(keys.at(i), Value{form == 2 ? number + 0.5 : number, form > 2});
      }
      line += "}";
      axis.add(*parser.parse(line));
      CAPTURE(run, line);
      REQUIRE(axis.key().value_or("") == chosen_by_the_book(history));
    }
  }
}
