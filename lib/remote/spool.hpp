// Spool: records kept in a file without a name, to be read again as often as they are wanted. Room in memory: one
// record.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "lib/base/result.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

class Spool {
 public:
  /// In TMPDIR, else /tmp: nobody else can open it, and it goes with this process.
  [[nodiscard]] static Result<Spool> make();

  [[nodiscard]] Result<void> add(std::size_t run, const Record& record);
  /// Hands over all, in the order in which they were added. Nothing can be added afterwards.
  [[nodiscard]] Result<void> each(const std::function<void(std::size_t, const Record&)>& take);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit Spool(std::FILE* file) : file_(file) {}

  std::unique_ptr<std::FILE, Close> file_;
  std::string line_;
};

}  // namespace logwrap
