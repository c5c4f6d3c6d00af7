#include "tests/fuzz/sanitizer_property.hpp"

#include <algorithm>

#include "lib/base/utf8.hpp"
#include "lib/terminal/sanitizer.hpp"

namespace logwrap {

namespace {

using terminal::Csi;
using terminal::Sanitizer;
using terminal::SanitizerSink;

/// All that came, as one text: runs of text may come in several pieces.
class Check final : public SanitizerSink {
 public:
  void text(std::string_view utf8) override {
    require(!utf8.empty() && valid_utf8(utf8) == utf8, "text that is empty or no UTF-8");
    const bool controls = std::any_of(utf8.begin(), utf8.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
    require(!controls, "a control character in text");
    all += utf8;
  }
  void control(char control) override {
    require(std::string_view("\b\t\n\v\f\r\x0e\x0f").find(control) != std::string_view::npos,
            "a control character that is held back");
    (all += '\x01') += control;
  }
  void escape(std::string_view rest) override {
    require(rest.size() == 1 || rest.size() == 2, "an escape sequence of another length");
    (all += '\x02') += rest;
  }
  void csi(const Csi& csi) override {
    require(csi.final >= '@' && csi.final <= '~', "a control sequence without an end");
    (all += '\x03') += csi.bytes();
  }
  void require(bool holds, const char* what) {
    if (!holds && !wrong) wrong = what;
  }

  std::string all;
  std::optional<std::string> wrong;
};

Check played(std::string_view bytes, std::size_t chunk) {
  Check check;
  Sanitizer sanitizer;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size())))
    sanitizer.feed(bytes.substr(0, chunk), check);
  sanitizer.finish(check);
  check.require(sanitizer.in_ground_state(), "something is unfinished after the end");
  return check;
}

}  // namespace

std::optional<std::string> sanitizer_violation(std::string_view input) {
  if (input.empty()) return std::nullopt;
  const std::size_t chunk = static_cast<unsigned char>(input.front()) + std::size_t{1};
  input.remove_prefix(1);
  Check cut = played(input, chunk);
  if (cut.wrong) return cut.wrong;
  if (cut.all != played(input, input.size() + 1).all) return "another cut gives other events";
  return std::nullopt;
}

}  // namespace logwrap
