#include "lib/terminal/emulator.hpp"

#include <vterm.h>

#include <new>

namespace logwrap::terminal {

// libvterm's callbacks. They answer 1 for "done"; what has no callback here is left alone.
struct Callbacks {
  static Emulator& self(void* user) { return *static_cast<Emulator*>(user); }

  static int put_glyph(VTermGlyphInfo* info, VTermPos at, void* user) {
    if (!self(user).muted_) self(user).events_.put_glyph({at.row, at.col}, info->chars[0], info->width);
    return 1;
  }
  static int move_cursor(VTermPos to, VTermPos from, int, void* user) {
    const Emulator& emulator = self(user);
    if (!emulator.muted_ && !emulator.in_text_) {
      emulator.events_.cursor_moved({from.row, from.col}, {to.row, to.col});
    }
    return 1;
  }
  static int scroll(VTermRect area, int up, int left, void* user) {
    if (!self(user).muted_) {
      self(user).events_.scrolled({area.start_row, area.end_row, area.start_col, area.end_col}, up, left);
    }
    return 1;
  }
  static int erase(VTermRect area, int, void* user) {
    if (!self(user).muted_) {
      self(user).events_.erased({area.start_row, area.end_row, area.start_col, area.end_col});
    }
    return 1;
  }
  static int set_property(VTermProp property, VTermValue* value, void* user) {
    if (self(user).muted_) return 1;
    if (property == VTERM_PROP_ALTSCREEN) self(user).events_.alternate_screen(value->boolean != 0);
    return 1;
  }
  static const VTermStateCallbacks& table() {
    static const VTermStateCallbacks callbacks = [] {
      VTermStateCallbacks made{};
      made.putglyph = put_glyph;
      made.movecursor = move_cursor;
      made.scrollrect = scroll;
      made.erase = erase;
      made.settermprop = set_property;
      return made;
    }();
    return callbacks;
  }
};

namespace {

// Larger writes overflow the stack in 0.1.4, which keeps the code points of one write there.
constexpr std::size_t kMaxWrite = 16 * 1024;

// Replies to a job's questions go nowhere: where a real terminal is attached, that one answers.
void discard_reply(const char*, std::size_t, void*) {}

// A cut that leaves the character at `size` whole.
std::size_t character_end(std::string_view bytes, std::size_t size) {
  if (size >= bytes.size()) return bytes.size();
  while ((static_cast<unsigned char>(bytes[size]) & 0xC0U) == 0x80U) --size;
  return size;
}

}  // namespace

void Emulator::Free::operator()(VTerm* terminal) const {
  vterm_free(terminal);
}

Emulator::Emulator(Size size, EmulatorEvents& events) : events_(events) {
  start(size);
}
Emulator::~Emulator() = default;

void Emulator::start(Size size) {
  muted_ = true;
  terminal_.reset(vterm_new(size.rows, size.columns));
  if (!terminal_) throw std::bad_alloc();
  vterm_set_utf8(terminal_.get(), 1);  // before the reset, which chooses the character sets by it
  vterm_output_set_callback(terminal_.get(), discard_reply, nullptr);
  state_ = vterm_obtain_state(terminal_.get());
  vterm_state_set_callbacks(state_, &Callbacks::table(), this);
  vterm_state_reset(state_, 1);
  muted_ = false;
}

void Emulator::restart(Size size, std::string_view bytes) {
  start(size);
  muted_ = true;
  write(bytes);
  muted_ = false;
}

void Emulator::write_text(std::string_view text) {
  in_text_ = true;
  while (!text.empty()) {
    const std::size_t size = character_end(text, kMaxWrite);
    write(text.substr(0, size));
    text.remove_prefix(size);
  }
  in_text_ = false;
}

void Emulator::write_sequence(std::string_view bytes) {
  write(bytes);
}

void Emulator::write(std::string_view bytes) {
  vterm_input_write(terminal_.get(), bytes.data(), bytes.size());
}

Position Emulator::cursor() const {
  VTermPos at{};
  vterm_state_get_cursorpos(state_, &at);
  return {at.row, at.col};
}

}  // namespace logwrap::terminal
