#include "lib/terminal/glyph_width.hpp"

#include <vterm.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

#include "lib/base/utf8.hpp"

namespace logwrap::terminal {

namespace {

constexpr std::uint8_t kUnknown = 0xFF;

// A libvterm of its own that every new character is tried on: written after an "x", it is either drawn beside it, at
// its width, or together with it: then it is a mark.
class Probe {
 public:
  Probe() : terminal_(vterm_new(2, 20)) {
    if (!terminal_) throw std::bad_alloc();
    vterm_set_utf8(terminal_.get(), 1);
    VTermState* state = vterm_obtain_state(terminal_.get());
    vterm_state_set_callbacks(state, &kCallbacks, this);
    vterm_state_reset(state, 1);
  }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  int width(char32_t c) {
    write("\rx");
    std::string bytes;
    append_utf8(bytes, c);
    width_ = 0;
    write(bytes);
    return width_;
  }

 private:
  struct Free {
    void operator()(VTerm* terminal) const { vterm_free(terminal); }
  };

  void write(const std::string& bytes) { vterm_input_write(terminal_.get(), bytes.data(), bytes.size()); }

  static int put_glyph(VTermGlyphInfo* info, VTermPos, void* user) {
    const bool alone = info->chars[1] == 0;
    static_cast<Probe*>(user)->width_ = alone ? std::clamp(info->width, 0, 2) : 0;
    return 1;
  }
  static const VTermStateCallbacks kCallbacks;

  std::unique_ptr<VTerm, Free> terminal_;
  int width_ = 0;
};

const VTermStateCallbacks Probe::kCallbacks = [] {
  VTermStateCallbacks made{};
  made.putglyph = put_glyph;
  return made;
}();

// Pages of 256 characters, made when first needed: at most 4352 of them, 1.1 MB.
class WidthTable {
 public:
  int width(char32_t c) {
    auto& page = pages_[c >> 8];
    if (!page) {
      page = std::make_unique<Page>();
      page->fill(kUnknown);
    }
    std::uint8_t& entry = (*page)[c & 0xFF];
    if (entry == kUnknown) entry = static_cast<std::uint8_t>(probe_.width(c));
    return entry;
  }

 private:
  using Page = std::array<std::uint8_t, 256>;
  std::array<std::unique_ptr<Page>, 0x1100> pages_;
  Probe probe_;
};

}  // namespace

int glyph_width(char32_t c) {
  if (c < 0x80) return 1;
  thread_local WidthTable table;
  return table.width(c);
}

}  // namespace logwrap::terminal
