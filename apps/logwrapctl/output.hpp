// Output: standard output, buffered, whose reader may go away.
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

class Output {
 public:
  /// Buffers; writes once kFlushAt bytes are there.
  void write(std::string_view text);
  void flush();
  /// False once the reader is gone (EPIPE: nobody wants more, which is no failure) or writing failed.
  [[nodiscard]] bool open() const { return error_ == 0; }
  /// What a subcommand ends with: kExitOk, or kExitFailed after a message where writing failed. Flushes.
  [[nodiscard]] int finish();

 private:
  static constexpr std::size_t kFlushAt = 64UL << 10;
  std::string buffer_;  // at most kFlushAt and one line
  int error_ = 0;       // errno of the write that failed
};

}  // namespace logwrap
