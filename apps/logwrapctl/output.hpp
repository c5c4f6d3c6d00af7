// Output: standard output, buffered, whose reader may go away, who may interrupt it, and who may want to leaf through
// it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "lib/base/unique_fd.hpp"

namespace logwrap {

class Output {
 public:
  /// From now on an interrupt (SIGINT, SIGTERM) ends the process behind a whole line.
  Output();
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// What is longer than the terminal's `rows` goes through the pager that LOGWRAP_PAGER or else PAGER names, `less -R`
  /// by default. Nothing is shown before it is that long, or flushed. To be called before anything is written.
  void page_from(std::size_t rows) { page_from_ = rows; }

  /// Buffers `text`, which is whole lines; writes once kFlushAt bytes are there.
  void write(std::string_view text);
  void flush();
  /// False once the reader is gone (EPIPE: nobody wants more, which is no failure) or writing failed.
  [[nodiscard]] bool open() const { return error_ == 0; }
  /// What a subcommand ends with: kExitOk, or kExitFailed after a message where writing failed. Flushes, and waits for
  /// the pager.
  [[nodiscard]] int finish();

 private:
  void write_out();
  void start_pager();
  void end_pager();

  static constexpr std::size_t kFlushAt = 64UL << 10;
  std::string buffer_;  // at most kFlushAt and one line
  int error_ = 0;       // errno of the write that failed
  std::size_t page_from_ = 0;
  std::size_t lines_ = 0;  // held back for the pager
  pid_t pager_ = -1;
  UniqueFd to_pager_;
};

}  // namespace logwrap
