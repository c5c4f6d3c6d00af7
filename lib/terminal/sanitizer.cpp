#include "lib/terminal/sanitizer.hpp"

#include "lib/base/ascii.hpp"
#include "lib/base/utf8.hpp"

namespace logwrap::terminal {

namespace {

using std::string_view_literals::operator""sv;

constexpr char kEscape = '\x1b';
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}
bool is_c1(char32_t c) {
  return c >= 0x80 && c < 0xA0;
}

}  // namespace

void Sanitizer::feed(std::string_view bytes, SanitizerSink& sink) {
  while (!bytes.empty()) {
    if (state_ == State::Ground) {
      bytes.remove_prefix(take_ground(bytes, sink));
    } else if (take_special(bytes.front(), sink)) {
      bytes.remove_prefix(1);
    }  // else the byte ended the sequence without belonging to it, and is looked at again
  }
}

void Sanitizer::finish(SanitizerSink& sink) {
  if (!partial_.empty()) sink.text(kReplacement);
  *this = Sanitizer{};
}

std::size_t Sanitizer::take_ground(std::string_view bytes, SanitizerSink& sink) {
  if (!partial_.empty()) return take_partial(bytes, sink);
  if (!is_control(bytes.front())) return take_text(bytes, sink);
  if (bytes.front() == kEscape) {
    state_ = State::Escape;
    intermediate_ = 0;
    odd_escape_ = false;
  } else {
    control(bytes.front(), sink);
  }
  return 1;
}

// Up to the next control character, or to where the text is not as it came.
std::size_t Sanitizer::take_text(std::string_view bytes, SanitizerSink& sink) {
  std::size_t good = 0;
  Utf8Char next;
  while (good < bytes.size()) {
    if (is_control(bytes[good])) break;
    next = is_ascii(bytes[good]) ? Utf8Char{U' ', 1, true, false} : decode_utf8(bytes.substr(good));
    if (!next.valid || is_c1(next.code_point)) break;
    good += next.length;
  }
  if (good > 0) {
    sink.text(bytes.substr(0, good));
  } else if (next.truncated) {
    partial_ = bytes;
    return bytes.size();
  } else {
    if (!next.valid) sink.text(kReplacement);
    return next.length;
  }
  return good;
}

std::size_t Sanitizer::take_partial(std::string_view bytes, SanitizerSink& sink) {
  partial_ += bytes.front();
  const Utf8Char next = decode_utf8(partial_);
  if (next.truncated) return 1;
  if (next.valid) {
    if (!is_c1(next.code_point)) sink.text(partial_);
    partial_.clear();
    return 1;
  }
  // What stood before was the start of a valid character, so only the new byte can be wrong: it is looked at again.
  sink.text(kReplacement);
  partial_.clear();
  return 0;
}

void Sanitizer::control(char byte, SanitizerSink& sink) {
  if ("\b\t\n\v\f\r\x0e\x0f"sv.find(byte) != std::string_view::npos) sink.control(byte);
}

// A byte within a sequence. False: it does not belong to it, and the sequence is over.
bool Sanitizer::take_special(char byte, SanitizerSink& sink) {
  if (byte == '\x18' || byte == '\x1a') {  // CAN, SUB
    state_ = State::Ground;
    return true;
  }
  if (state_ == State::String) return take_string(byte, sink);
  if (state_ == State::StringEscape) return take_string_escape(byte);
  if (byte == kEscape || !is_ascii(byte)) {
    state_ = State::Ground;
    return false;
  }
  if (is_control(byte)) {  // a control character within a sequence is obeyed, and the sequence goes on
    control(byte, sink);
    return true;
  }
  if (state_ == State::Escape) return take_escape(byte, sink);
  if (csi_.take(byte)) {
    state_ = State::Ground;
    pass_allowed(csi_.csi(), sink);
  }
  return true;
}

bool Sanitizer::take_escape(char byte, SanitizerSink& sink) {
  if (byte < '0') {
    odd_escape_ |= intermediate_ != 0;
    intermediate_ = byte;
    return true;
  }
  state_ = State::Ground;
  if (odd_escape_) return true;
  if (intermediate_ != 0) {
    const bool charset = intermediate_ == '(' || intermediate_ == ')';
    if (charset && "0AB"sv.find(byte) != std::string_view::npos) sink.escape(std::string{intermediate_, byte});
  } else if (byte == '[') {
    state_ = State::Csi;
    csi_.start();
  } else if ("]PX^_k"sv.find(byte) != std::string_view::npos) {
    enter_string();
  } else if ("78cDEHM"sv.find(byte) != std::string_view::npos) {
    sink.escape(std::string_view(&byte, 1));
  }
  return true;
}

void Sanitizer::enter_string() {
  state_ = State::String;
  string_bytes_ = 0;
  string_cr_ = false;
}

bool Sanitizer::take_string(char byte, SanitizerSink& sink) {
  if (byte == '\n') {  // nobody ended it: the line's end does
    state_ = State::Ground;
    if (string_cr_) sink.control('\r');
    sink.control('\n');
  } else if (byte == '\a') {
    state_ = State::Ground;
  } else if (byte == kEscape) {
    state_ = State::StringEscape;
  } else if (++string_bytes_ > kMaxStringBytes) {
    state_ = State::Ground;
  }
  string_cr_ = byte == '\r';
  return true;
}

// ESC within a string: with '\' it is the string's end, else it starts a sequence of its own.
bool Sanitizer::take_string_escape(char byte) {
  state_ = State::Ground;
  if (byte == '\\') return true;
  state_ = State::Escape;
  intermediate_ = 0;
  odd_escape_ = false;
  return false;
}

}  // namespace logwrap::terminal
