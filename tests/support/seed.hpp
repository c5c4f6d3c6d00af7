// Where a property test begins: somewhere else each time, and again where it failed if asked to.
#pragma once

#include <cstdlib>
#include <random>

namespace logwrap {

/// LOGWRAP_SEED from the environment, to repeat a failure; else a new one.
inline unsigned seed() {
  const char* given = std::getenv("LOGWRAP_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
}

}  // namespace logwrap
