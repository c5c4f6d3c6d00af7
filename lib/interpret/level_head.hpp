// LevelHead: reads the head of a log line, field by field, for find_level().
#pragma once

#include <optional>
#include <string_view>

#include "lib/record/level.hpp"

namespace logwrap {

class LevelHead {
 public:
  explicit LevelHead(std::string_view text) : rest_(text) {}

  /// The level's word, if there is one where a head has it.
  [[nodiscard]] std::optional<Level> find();

 private:
  enum class Field { None, Level, Passed };

  void skip_ranks();
  Field next_field();
  Field word();
  Field bracket(char close);
  bool name();
  bool separator();
  [[nodiscard]] bool stands_as_level(std::string_view word, std::string_view behind) const;

  std::string_view rest_;
  std::optional<Level> found_;
  bool after_time_ = false;
  bool after_name_ = false;  ///< one with a colon behind it
  bool after_bracket_ = false;
  int names_ = 0;
};

/// How many bytes at the beginning of `text` are a time: a date, a time of day or both, as logs have it; 0: none.
[[nodiscard]] std::size_t time_length(std::string_view text);

}  // namespace logwrap
