// ModeHistory: which mode each epoch of the output had.
#pragma once

#include <vector>

#include "lib/record/mode.hpp"
#include "lib/terminal/epoch.hpp"

namespace logwrap {

class ModeHistory {
 public:
  /// Epochs that are remembered one by one. Rows that are still unrecorded are seldom older than a few; the older ones
  /// all count as the strictest of them.
  static constexpr std::size_t kMaxEpochs = 1024;

  /// Epoch 1 has `mode`.
  explicit ModeHistory(Mode mode) : modes_{mode} {}

  [[nodiscard]] Mode mode() const { return modes_.back(); }
  [[nodiscard]] Epoch epoch() const { return first_ + static_cast<Epoch>(modes_.size()) - 1; }
  /// Begins the next epoch, and answers its number.
  Epoch begin(Mode mode);
  /// The strictest mode of the epochs from `first` to `last`, both included.
  [[nodiscard]] Mode strictest(Epoch first, Epoch last) const {
    return first == epoch() ? mode() : strictest_of(first, last);  // nearly always it is the present one alone
  }

 private:
  [[nodiscard]] Mode strictest_of(Epoch first, Epoch last) const;

  std::vector<Mode> modes_;  // of first_, first_ + 1, ...; at most 2 * kMaxEpochs
  Epoch first_ = 1;
  Mode older_ = Mode::Enabled;  // the strictest before first_
};

}  // namespace logwrap
