#include "apps/logwrapctl/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "apps/logwrapctl/common.hpp"
#include "lib/base/syscall.hpp"

namespace logwrap {

void Output::write(std::string_view text) {
  if (!open()) return;
  buffer_ += text;
  if (buffer_.size() >= kFlushAt) flush();
}

void Output::flush() {
  if (open() && !buffer_.empty()) {
    if (const auto written = write_all(STDOUT_FILENO, buffer_); !written) error_ = written.error().code.value();
  }
  buffer_.clear();
}

int Output::finish() {
  flush();
  if (error_ == 0 || error_ == EPIPE) return kExitOk;
  complain(std::string("cannot write the output: ") + std::strerror(error_));
  return kExitFailed;
}

}  // namespace logwrap
