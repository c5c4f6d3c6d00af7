// Sanitizer: raw output of a job in, only what libvterm survives and reads rightly out. Pure and bounded, and its
// events do not depend on how the bytes were cut (but that a run of text may come in several pieces).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "lib/terminal/csi.hpp"

namespace logwrap::terminal {

class SanitizerSink {
 public:
  /// Whole characters of valid UTF-8 without control characters; not empty. Valid only during the call.
  virtual void text(std::string_view utf8) = 0;
  /// One of BS HT LF VT FF CR SO SI.
  virtual void control(char control) = 0;
  /// What follows ESC: one of 7 8 c D E H M, or "(" or ")" with one of 0 A B.
  virtual void escape(std::string_view rest) = 0;
  /// A control sequence of those that csi.cpp lets through. REP (final 'b') has to be expanded by the sink.
  virtual void csi(const Csi& csi) = 0;

 protected:
  ~SanitizerSink() = default;
};

class Sanitizer {
 public:
  /// A control string (OSC, DCS, APC, PM, SOS, a title) is dropped up to this size; what follows counts as text again,
  /// so that an unterminated one cannot swallow a job's whole output.
  static constexpr std::size_t kMaxStringBytes = 1024 * 1024;

  void feed(std::string_view bytes, SanitizerSink& sink);
  /// End of input: an unfinished character becomes U+FFFD, an unfinished sequence nothing.
  void finish(SanitizerSink& sink);
  /// Nothing is unfinished: the next byte stands for itself.
  [[nodiscard]] bool in_ground_state() const { return state_ == State::Ground && partial_.empty(); }

 private:
  enum class State { Ground, Escape, Csi, String, StringEscape };

  std::size_t take_ground(std::string_view bytes, SanitizerSink& sink);
  std::size_t take_text(std::string_view bytes, SanitizerSink& sink);
  std::size_t take_partial(std::string_view bytes, SanitizerSink& sink);
  bool take_special(char byte, SanitizerSink& sink);
  bool take_escape(char byte, SanitizerSink& sink);
  bool take_string(char byte, SanitizerSink& sink);
  bool take_string_escape(char byte);
  void control(char byte, SanitizerSink& sink);
  void enter_string();

  State state_ = State::Ground;
  std::string partial_;  // the first bytes of a character, at most 3
  CsiParser csi_;
  char intermediate_ = 0;  // of an escape sequence
  bool odd_escape_ = false;
  std::size_t string_bytes_ = 0;
  bool string_cr_ = false;  // the string's last byte was CR
};

}  // namespace logwrap::terminal
