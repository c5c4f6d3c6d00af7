// Modes: what of libvterm's state changes how plain text is laid out. Followed here because libvterm does not tell.
#pragma once

#include <string>
#include <string_view>

#include "lib/terminal/csi.hpp"

namespace logwrap::terminal {

class Modes {
 public:
  /// `rows` of the screen: a scroll region of all of them is none.
  void csi(const Csi& csi, int rows);
  void escape(std::string_view rest);
  void control(char control);
  /// A new libvterm of another size starts without scroll region, origin mode and tab stops of its own.
  void forget_layout();

  /// Text goes where it goes on a terminal that was just switched on.
  [[nodiscard]] bool all_default() const;
  /// `csi` such that a cursor on `row` stays in the scroll region if it is in it: libvterm lets it walk out.
  [[nodiscard]] Csi stopping_at_margins(Csi csi, int row) const;
  /// Some printed characters stand for others (DEC line drawing).
  [[nodiscard]] bool translates() const { return shifted_ ? g1_ != 'B' : g0_ != 'B'; }
  /// The sequences that set these modes on a new terminal, but for what forget_layout() forgets.
  [[nodiscard]] std::string restoring() const;

 private:
  void set_region(const Csi& csi, int rows);

  bool insert_ = false;
  bool newline_ = false;
  bool origin_ = false;
  bool autowrap_ = true;
  bool region_ = false;
  int top_ = 0;  // the region's first row and its last, where there is one
  int bottom_ = 0;
  bool tab_stops_ = false;
  bool shifted_ = false;
  char g0_ = 'B';
  char g1_ = 'B';
};

}  // namespace logwrap::terminal
