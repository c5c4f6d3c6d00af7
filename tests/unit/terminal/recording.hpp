// The recordings of tests/recordings, read from disk.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "lib/terminal/size.hpp"

namespace logwrap::terminal_test {

struct Recording {
  std::string name;
  std::string raw;
  std::string expected;  ///< empty: there is none
  std::string in_time;   ///< what is expected of a replay with its timing
  Size size;
  std::vector<std::pair<double, std::size_t>> timing;  ///< seconds since the start, bytes that came then
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// [[seconds, bytes], ...]: the numbers are all that matters.
inline std::vector<std::pair<double, std::size_t>> parse_timing(std::string text) {
  for (char& c : text) {
    if (c == '[' || c == ']' || c == ',') c = ' ';
  }
  std::stringstream numbers(text);
  std::vector<std::pair<double, std::size_t>> timing;
  double seconds = 0;
  std::size_t bytes = 0;
  while (numbers >> seconds >> bytes) timing.emplace_back(seconds, bytes);
  return timing;
}

/// All of them, by name.
inline std::vector<Recording> recordings() {
  std::vector<Recording> all;
  for (const auto& entry : std::filesystem::directory_iterator(LOGWRAP_RECORDINGS)) {
    if (entry.path().extension() != ".raw") continue;
    std::filesystem::path path = entry.path();
    Recording recording{path.stem().string(), file_text(path), {}, {}, {}, {}};
    recording.expected = file_text(path.replace_extension(".expected"));
    recording.in_time = file_text(path.replace_extension(".in_time"));
    if (recording.in_time.empty()) recording.in_time = recording.expected;
    std::stringstream(file_text(path.replace_extension(".size"))) >> recording.size.rows >> recording.size.columns;
    recording.timing = parse_timing(file_text(path.replace_extension(".timing")));
    all.push_back(std::move(recording));
  }
  return all;
}

}  // namespace logwrap::terminal_test
