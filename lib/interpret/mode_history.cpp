#include "lib/interpret/mode_history.hpp"

#include <algorithm>

namespace logwrap {

Epoch ModeHistory::begin(Mode mode) {
  modes_.push_back(mode);
  if (modes_.size() > 2 * kMaxEpochs) {
    const auto kept = modes_.end() - kMaxEpochs;
    older_ = std::max(older_, *std::max_element(modes_.begin(), kept));
    first_ += static_cast<Epoch>(kept - modes_.begin());
    modes_.erase(modes_.begin(), kept);
  }
  return epoch();
}

Mode ModeHistory::strictest_of(Epoch first, Epoch last) const {
  Mode strictest = first < first_ ? older_ : Mode::Enabled;
  for (Epoch epoch = std::max(first, first_); epoch <= last && epoch <= this->epoch(); ++epoch)
    strictest = std::max(strictest, modes_[epoch - first_]);
  return strictest;
}

}  // namespace logwrap
