// SegmentStore: what the journal's writer asks of the file system. Narrow, so that tests can make each answer fail.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/base/syscall.hpp"

namespace logwrap {

struct SegmentFile {
  unsigned number = 0;  ///< 1, 2, 3, ...
  std::uint64_t bytes = 0;
};

struct FreeSpace {
  std::uint64_t available = 0;  ///< bytes, to this user
  std::uint64_t total = 0;      ///< bytes; 0: not known

  /// Of a large file system so much is enough: where a cluster's is full to 97 %, hundreds of terabytes may be free.
  static constexpr std::uint64_t kEnough = 10ULL << 30;
  /// What journals leave to others, where that is `share` (0..1) of the whole: bytes.
  [[nodiscard]] std::uint64_t kept_free(double share) const {
    return std::min(kEnough, static_cast<std::uint64_t>(share * static_cast<double>(total)));
  }
  [[nodiscard]] bool is_short(double share) const { return total > 0 && available < kept_free(share); }
};

class SegmentStore {
 public:
  virtual ~SegmentStore() = default;
  /// In the order of their numbers.
  [[nodiscard]] virtual Result<std::vector<SegmentFile>> list() = 0;
  /// Makes segment `number` and writes to it from now on. EEXIST where there is one.
  [[nodiscard]] virtual Result<void> start(unsigned number) = 0;
  /// write(2) at the end of the segment that was started last; short counts are possible.
  [[nodiscard]] virtual Transfer write(std::string_view bytes) = 0;
  /// Cuts segment `number` to `bytes`.
  [[nodiscard]] virtual Result<void> cut(unsigned number, std::uint64_t bytes) = 0;
  [[nodiscard]] virtual Result<void> remove(unsigned number) = 0;
  /// The whole of a segment; at most some segment lengths, so it fits in memory.
  [[nodiscard]] virtual Result<std::string> read(unsigned number) = 0;
  [[nodiscard]] virtual Result<FreeSpace> free_space() = 0;
};

/// In the directory `dir_fd`, which outlives the store.
[[nodiscard]] std::unique_ptr<SegmentStore> directory_store(int dir_fd);

/// "000001.jsonl"; more than six digits where a number has them.
[[nodiscard]] std::string segment_name(unsigned number);
/// The number of a segment's file; 0 where `name` is none.
[[nodiscard]] unsigned segment_number(std::string_view name);

}  // namespace logwrap
