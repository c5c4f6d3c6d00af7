// Looks: how lines are made readable on a terminal.
#pragma once

#include <string>
#include <string_view>

#include "lib/record/record.hpp"

namespace logwrap {

enum class ColourWish { Auto, Always, Never };

/// `text`, coloured by how serious it is: red from error on, yellow a warning, dim what is less
/// than info or an event of logwrap's.
[[nodiscard]] std::string coloured_by_level(std::string text, const Record& record);
/// `text` in one of some colours that are told apart easily, the same for the same number.
[[nodiscard]] std::string coloured_by_number(std::string text, std::size_t number);
[[nodiscard]] std::string dim(std::string text);

}  // namespace logwrap
