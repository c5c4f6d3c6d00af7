// OuterTerminal: the terminal that logwrap itself runs on, in interactive use. Raw while the job has it, and as it was
// whenever somebody else does. Where this process dies without a chance to restore it, the session leader does
// (leader.hpp).
#pragma once

#include <termios.h>

#include <optional>

#include "lib/base/unique_fd.hpp"
#include "lib/terminal/size.hpp"

namespace logwrap {

/// Sets a terminal back that a logwrap left raw. In any other mode somebody else has it, the shell or what runs there
/// now.
void set_back_if_raw(int terminal, const termios& mode);

class OuterTerminal {
 public:
  /// `fd` is a terminal.
  static std::optional<OuterTerminal> attach(int fd);
  OuterTerminal(OuterTerminal&& other) noexcept;
  OuterTerminal& operator=(OuterTerminal&&) = delete;
  OuterTerminal(const OuterTerminal&) = delete;
  OuterTerminal& operator=(const OuterTerminal&) = delete;
  ~OuterTerminal() { restore(); }

  /// Whether this process's group is the one that the terminal listens to. True also where it is nobody's controlling
  /// terminal: then no shell shares it. Where its session has ended, whoever had it keeps it.
  [[nodiscard]] bool in_foreground() const;
  /// Raw mode, if in the foreground: every byte that is typed reaches the job's own terminal, which makes of ^C and ^Z
  /// what the job wants. What the mode was is what restore() goes back to.
  void make_raw();
  /// The job is gone but not all of its output: what is typed from here on is for whoever reads next, so Return ends a
  /// line as it will then.
  void await_next_reader();
  void restore();
  /// Another group has the terminal now, and has its own idea of its mode: nothing is to be set back.
  void lost() { raw_ = false; }
  [[nodiscard]] bool is_raw() const { return raw_; }
  /// What a program finds that is started here. In the background, and beside another logwrap, the usual mode: not that
  /// of the shell's line editor, or of the other one.
  [[nodiscard]] const termios& original() const { return original_; }
  [[nodiscard]] Size size() const;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  OuterTerminal(int fd, const termios& original);
  int fd_;  // not owned: it is logwrap's stdin
  termios original_;
  bool controlling_;  ///< at the start
  bool raw_ = false;
  bool shared_ = false;  ///< another logwrap had made it raw before, and sets it back as well
};

}  // namespace logwrap
