// RenderedTail: in the rendered passthrough, the job's last bytes that no rendered line stands for yet. Written raw
// should the recorder fail, so that nothing the job printed is kept from the reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace logwrap {

class RenderedTail {
 public:
  /// Of more, only the newest are kept.
  static constexpr std::size_t kMaxBytes = 256 * 1024;

  void printed(std::string_view bytes) {
    total_ += bytes.size();
    tail_ += bytes;
    if (tail_.size() > 2 * kMaxBytes) tail_.erase(0, tail_.size() - kMaxBytes);
  }
  /// The recorder's lines stand for the first `bytes` bytes that it was given.
  void rendered(std::uint64_t bytes) {
    const std::uint64_t left = total_ > bytes ? total_ - bytes : 0;
    if (left < tail_.size()) tail_.erase(0, tail_.size() - static_cast<std::size_t>(left));
  }
  /// What is left, and the start of a new count: the next recorder begins at 0.
  [[nodiscard]] std::string take() {
    if (tail_.size() > kMaxBytes) tail_.erase(0, tail_.size() - kMaxBytes);
    total_ = 0;
    return std::exchange(tail_, {});
  }

 private:
  std::string tail_;
  std::uint64_t total_ = 0;  ///< bytes given to this recorder
};

}  // namespace logwrap
