#include "lib/terminal/csi.hpp"

#include <algorithm>
#include <string_view>

#include "lib/terminal/sanitizer.hpp"

namespace logwrap::terminal {

int Csi::arg(int index, int fallback) const {
  if (index >= count) return fallback;
  const int value = args[static_cast<std::size_t>(index)];
  return value == kMissing ? fallback : value;
}

std::string Csi::bytes() const {
  std::string out = "\x1b[";
  if (prefix != 0) out += prefix;
  for (int i = 0; i < count; ++i) {
    if (i > 0) out += ';';
    const int value = args[static_cast<std::size_t>(i)];
    if (value != kMissing) out += std::to_string(value);
  }
  if (intermediate != 0) out += intermediate;
  out += final;
  return out;
}

bool CsiParser::take(char byte) {
  const auto c = static_cast<unsigned char>(byte);
  if (c >= 0x40) {
    csi_.final = byte;
    return true;
  }
  if (c < 0x30) {
    csi_.malformed |= csi_.intermediate != 0;
    csi_.intermediate = byte;
  } else {
    take_parameter(byte);
  }
  begun_ = true;
  return false;
}

void CsiParser::take_parameter(char byte) {
  csi_.malformed |= csi_.intermediate != 0;
  if (byte >= '<') {
    csi_.malformed |= begun_;
    csi_.prefix = byte;
    return;
  }
  // Only SGR has parameters of parameters, and SGR is not let through.
  csi_.malformed |= byte == ':';
  if (csi_.count == 0) {
    csi_.count = 1;
    csi_.args[0] = Csi::kMissing;
  }
  if (byte == ';' || byte == ':') {
    if (csi_.count == Csi::kMaxArgs) {
      overflow_ = true;
    } else {
      csi_.args[static_cast<std::size_t>(csi_.count++)] = Csi::kMissing;
    }
  } else if (!overflow_) {
    int& value = csi_.args[static_cast<std::size_t>(csi_.count - 1)];
    value = std::min(Csi::kMaxValue, std::max(value, 0) * 10 + (byte - '0'));
  }
}

namespace {

// One mode a sequence: libvterm handles several, but each has a meaning of its own for the screen too.
void pass_modes(const Csi& csi, SanitizerSink& sink) {
  for (int i = 0; i < csi.count; ++i) {
    int mode = csi.arg(i, 0);
    const bool known = csi.prefix == '?' ? mode == 6 || mode == 7 || mode == 25 || (mode >= 1047 && mode <= 1049)
                                         : mode == 4 || mode == 20;
    if (csi.prefix == '?' && mode == 47) {
      mode = 1047;  // libvterm does not know the older one
    } else if (!known) {
      continue;
    }
    Csi one = csi;
    one.count = 1;
    one.args[0] = mode;
    sink.csi(one);
  }
}

void pass_erase(Csi csi, SanitizerSink& sink) {
  if (csi.arg(0, 0) > 2) return;  // ED 3 erases the scrollback: what was recorded stays
  csi.prefix = 0;  // selective erasure spares protected cells, and protection (DECSCA) is not let through
  csi.count = std::min(csi.count, 1);
  sink.csi(csi);
}

}  // namespace

void pass_allowed(const Csi& csi, SanitizerSink& sink) {
  using std::string_view_literals::operator""sv;
  const bool mode = csi.final == 'h' || csi.final == 'l';
  const bool erase = csi.final == 'J' || csi.final == 'K';
  if (csi.malformed) return;
  if (csi.intermediate != 0) {
    if (csi.intermediate == '!' && csi.final == 'p' && csi.prefix == 0) sink.csi(csi);  // DECSTR
    return;
  }
  if (csi.prefix != 0 && !(csi.prefix == '?' && (mode || erase))) return;
  if (mode) return pass_modes(csi, sink);
  if (erase) return pass_erase(csi, sink);
  // With arguments these set margins; libvterm takes them so without arguments too, where they save and restore.
  if (csi.final == 's' && csi.count == 0) return sink.escape("7");
  if (csi.final == 'u' && csi.count == 0) return sink.escape("8");
  if (csi.final == 'T' && csi.count > 1) return;  // highlight tracking of a mouse
  if ("@ABCDEFGHILMPSTXZ`abdefgjkr"sv.find(csi.final) != std::string_view::npos) sink.csi(csi);
}

}  // namespace logwrap::terminal
