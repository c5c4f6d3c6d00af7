// Size: of a terminal, in character cells.
#pragma once

namespace logwrap {

struct Size {
  int rows = 40;
  int columns = 120;
  bool operator==(const Size&) const = default;
};

}  // namespace logwrap
