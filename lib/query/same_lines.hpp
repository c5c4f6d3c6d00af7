// SameLines: a line that several ranks print at about the same time, once, with who printed it.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "lib/record/record.hpp"

namespace logwrap {

/// A line, and the runs that printed it: the first one is the record's.
struct SharedLine {
  Record record;
  std::vector<std::size_t> runs;
};

class SameLines {
 public:
  /// What is printed within this time of the first is the same line.
  static constexpr UnixNanos kWindow = 1'000'000'000;
  /// Bounds of what is held back. Beyond them the earliest line is handed out early, and what would have joined it is a
  /// line of its own.
  static constexpr std::size_t kMostLines = 10'000;
  static constexpr std::size_t kMostBytes = 16UL << 20;

  /// A line of a run. Lines come by their times, nearly. A run that prints a line twice has it twice.
  void add(std::size_t run, Record line);
  /// The lines that nothing more can join, in the order of their first printing: all whose window had passed at `now`.
  [[nodiscard]] std::vector<SharedLine> take(UnixNanos now);
  /// What is still held back.
  [[nodiscard]] std::vector<SharedLine> take_all();

 private:
  [[nodiscard]] SharedLine take_first();

  std::deque<SharedLine> lines_;
  std::size_t taken_ = 0;  // so many were handed out before lines_.front()
  std::size_t bytes_ = 0;
  std::map<std::string, std::deque<std::size_t>>
      same_;  // by stream, kind and text: places, counted from the very first
};

}  // namespace logwrap
