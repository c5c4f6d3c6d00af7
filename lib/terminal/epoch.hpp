// Epoch: a stretch of a job's output.
#pragma once

#include <cstdint>

namespace logwrap {

/// Numbers the stretches of the output between two calls of Terminal::begin_epoch: 1, 2, 3, ...
using Epoch = std::uint32_t;

}  // namespace logwrap
