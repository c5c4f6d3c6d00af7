// Control sequences (ECMA-48 CSI), and which of them are let through to the terminal model.
#pragma once

#include <array>
#include <string>

namespace logwrap::terminal {

/// One control sequence, parsed.
struct Csi {
  static constexpr int kMaxArgs = 15;     ///< libvterm writes beyond its array at the 17th; further ones are ignored
  static constexpr int kMaxValue = 9999;  ///< larger arguments count as this
  static constexpr int kMissing = -1;

  char prefix = 0;        ///< one of "<=>?", or 0
  char intermediate = 0;  ///< the last of the bytes 0x20..0x2F, or 0
  char final = 0;         ///< 0x40..0x7E
  bool malformed = false;
  int count = 0;
  std::array<int, kMaxArgs> args{};

  /// Argument `index` (0 ..), or `fallback` where it is missing.
  [[nodiscard]] int arg(int index, int fallback) const;
  /// The sequence as bytes.
  [[nodiscard]] std::string bytes() const;
};

/// Builds a Csi from the bytes after "ESC [". Bounded; bytes that do not belong mark it malformed.
class CsiParser {
 public:
  void start() { *this = CsiParser{}; }
  /// Takes one byte of 0x20..0x7E. True: `csi()` is complete.
  bool take(char byte);
  [[nodiscard]] const Csi& csi() const { return csi_; }

 private:
  void take_parameter(char byte);

  Csi csi_;
  bool overflow_ = false;  // arguments beyond the last that is kept
  bool begun_ = false;
};

class SanitizerSink;
/// Passes `csi` to `sink` in the form that libvterm reads rightly, or drops it: what changes neither text nor cursor
/// (colours, reports, mouse), what libvterm misreads, what nobody knows.
void pass_allowed(const Csi& csi, SanitizerSink& sink);

}  // namespace logwrap::terminal
