// Emulator: libvterm's state layer behind a class. The only file that sees <vterm.h> together with emulator.cpp and
// glyph_width.cpp. What it must not be fed, the Sanitizer holds back; only what 0.1.4 and 0.3 have in common is used.
#pragma once

#include <memory>
#include <string_view>

#include "lib/terminal/terminal.hpp"

struct VTerm;
struct VTermState;

namespace logwrap::terminal {

struct Position {
  int row = 0;     ///< 0 .. rows - 1
  int column = 0;  ///< 0 .. columns - 1
};

/// Cells [first_row, end_row) x [first_column, end_column).
struct Rectangle {
  int first_row = 0;
  int end_row = 0;
  int first_column = 0;
  int end_column = 0;
};

/// What the emulator does to the screen, in order.
class EmulatorEvents {
 public:
  virtual void put_glyph(Position at, char32_t glyph, int width) = 0;
  /// Not called for the steps of text that is written.
  virtual void cursor_moved(Position from, Position to) = 0;
  /// The rectangle's content moves up by `up` rows (down where negative) or left by `left` columns; blanks follow.
  virtual void scrolled(const Rectangle& area, int up, int left) = 0;
  virtual void erased(const Rectangle& area) = 0;
  virtual void alternate_screen(bool on) = 0;

 protected:
  ~EmulatorEvents() = default;
};

class Emulator {
 public:
  /// `events` outlives the emulator. Nothing is reported before the first write.
  Emulator(Size size, EmulatorEvents& events);
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  /// Characters of printable text.
  void write_text(std::string_view text);
  /// Control characters and sequences that the Sanitizer let through, whole.
  void write_sequence(std::string_view bytes);
  /// Starts over at another size, all modes default, the cursor at home, and silently takes `bytes` that restore the
  /// rest. (libvterm's own resizing leaves arrays of the old size behind in 0.3, and aborts in 0.1.4.)
  void restart(Size size, std::string_view bytes);
  [[nodiscard]] Position cursor() const;

 private:
  friend struct Callbacks;
  struct Free {
    void operator()(VTerm* terminal) const;
  };
  void start(Size size);
  void write(std::string_view bytes);

  EmulatorEvents& events_;
  std::unique_ptr<VTerm, Free> terminal_;
  VTermState* state_ = nullptr;  // owned by terminal_
  bool in_text_ = false;
  bool muted_ = false;
};

}  // namespace logwrap::terminal
