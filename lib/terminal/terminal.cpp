#include "lib/terminal/terminal.hpp"

#include <algorithm>
#include <string>

#include "lib/base/utf8.hpp"
#include "lib/terminal/fast_path.hpp"
#include "lib/terminal/glyph_width.hpp"
#include "lib/terminal/marker_watch.hpp"
#include "lib/terminal/modes.hpp"
#include "lib/terminal/overwriting.hpp"
#include "lib/terminal/sanitizer.hpp"

namespace logwrap {

namespace {

using terminal::Csi;
using terminal::Position;

// libvterm misbehaves with one row, and an erased row could not be told from an erased page.
constexpr Size kSmallest{2, 2};
constexpr Size kLargest{1000, 1000};
// REP may ask for thousands of characters with six bytes: enough for any row.
constexpr int kMaxRepeat = 1000;

Size clamped(Size size) {
  return {std::clamp(size.rows, kSmallest.rows, kLargest.rows),
          std::clamp(size.columns, kSmallest.columns, kLargest.columns)};
}

bool is_ascii(char byte) {
  return static_cast<unsigned char>(byte) < 0x80;
}

bool is_home(Position at) {
  return at.row == 0 && at.column == 0;
}

std::string cursor_to(Position at) {
  return "\x1b[" + std::to_string(at.row + 1) + ';' + std::to_string(at.column + 1) + 'H';
}

}  // namespace

class Terminal::Impl final : public terminal::SanitizerSink {
 public:
  Impl(const Options& options, LineSink& sink)
      : screen_(clamped(options.size), sink, {options.text, options.marker}),
        emulator_(screen_.size(), screen_),
        fast_(screen_, options.line_feed, options.watched),
        sink_(sink),
        watch_(options.marker),
        line_feed_(options.line_feed) {}

  void feed(std::string_view bytes, Time now);
  void begin_epoch(Epoch epoch) {
    if (epoch == screen_.epoch()) return;
    screen_.begin_epoch(epoch);
    last_character_ = 0;  // REP would carry a character over
  }
  void commit_due(Time now) {
    now_ = std::max(now_, now);
    screen_.committer().commit_due(cursor_row(), now_);
  }
  [[nodiscard]] std::optional<Time> next_due() const { return screen_.committer().next_due(cursor_row()); }
  void resize(Size wanted, Time now);
  void cut_off() { screen_.cut_off(cursor_row()); }
  void tear() { screen_.tear(cursor_row()); }
  void finish(Time now);
  [[nodiscard]] std::size_t pending_lines() const { return screen_.committer().pending_lines(); }
  void set_patience(Patience patience) { screen_.committer().set_patience(patience); }
  void show_unfinished(LineSink& to) { screen_.committer().show_unfinished(to, cursor_row()); }

  void text(std::string_view utf8) override;
  void control(char control) override;
  void escape(std::string_view rest) override;
  void csi(const Csi& csi) override;

 private:
  [[nodiscard]] int cursor_row() const { return screen_.main_cursor_row(emulator_.cursor()); }
  [[nodiscard]] bool plain_lines_can_skip_the_emulator() const;
  void write_run(std::string_view run);
  void line_feed(char control);
  void take_line(std::string_view line);
  void feed_pass_by_pass(std::string_view line);
  void tab();
  [[nodiscard]] bool would_lose_the_cursor(const Csi& csi) const;
  void erase_page();
  void repeat(int count);
  void save_cursor();
  [[nodiscard]] std::string saved_cursor() const { return cursor_to(saved_.value_or(Position{})) + "\x1b\x37"; }
  void soft_reset();

  terminal::Screen screen_;
  terminal::Emulator emulator_;
  terminal::Sanitizer sanitizer_;
  terminal::Modes modes_;
  terminal::FastPath fast_;
  LineSink& sink_;
  terminal::MarkerWatch watch_;
  LineTag tag_ = 0;  // of the line that the last line feed was printed on
  const LineFeed line_feed_;
  char32_t last_character_ = 0;    // what REP repeats
  Time now_{};                     // of the latest call
  std::optional<Position> saved_;  // by DECSC: libvterm keeps it to itself
};

void Terminal::Impl::feed(std::string_view bytes, Time now) {
  // What became final before these bytes came must not be changed by them. Not again at the same time: what comes at
  // one time gives the same lines however it is cut, though rows that held others back have scrolled off in between.
  if (now > now_) commit_due(now);
  screen_.set_time(now);
  while (!bytes.empty()) {
    if (plain_lines_can_skip_the_emulator()) {
      const std::size_t taken = fast_.take_lines(bytes);
      if (fast_.last_character() != 0) last_character_ = fast_.last_character();
      bytes.remove_prefix(taken);
      if (bytes.empty()) break;
    }
    const std::size_t line = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    take_line(bytes.substr(0, line));
    bytes.remove_prefix(line);
  }
  screen_.committer().settle();
}

// A line, or part of one. Where nothing came of a marker by what the screen shows, it is told from the bytes.
void Terminal::Impl::take_line(std::string_view line) {
  tag_ = 0;
  watch_.look(line);
  feed_pass_by_pass(line);
  if (line.back() != '\n') return;
  if (tag_ == 0 && !watch_.found().empty()) {
    for (const std::string& text : watch_.superseded()) (void)sink_.marked({text, now_, false, true});
    (void)sink_.marked({watch_.found(), now_, false});
  }
  watch_.begin_line();
}

// The job goes back to the row's beginning again and again, as bars do. A row is always written on before it is passed
// over: whether it was written once, from left to right, is kept.
void Terminal::Impl::feed_pass_by_pass(std::string_view line) {
  for (std::size_t next = line.find('\r'); next != std::string_view::npos; next = line.find('\r', 1)) {
    sanitizer_.feed(line.substr(0, next), *this);
    line.remove_prefix(next);
    const bool plain = sanitizer_.in_ground_state() && !screen_.on_alternate() && modes_.all_default();
    if (plain && screen_.row_begun(emulator_.cursor().row))
      line.remove_prefix(terminal::overwritten_size(line, screen_.size().columns));
  }
  sanitizer_.feed(line, *this);
}

bool Terminal::Impl::plain_lines_can_skip_the_emulator() const {
  if (!watch_.at_start() || !sanitizer_.in_ground_state() || screen_.on_alternate() || !modes_.all_default())
    return false;
  const Position cursor = emulator_.cursor();
  return cursor.column == 0 && cursor.row == screen_.size().rows - 1 && screen_.bottom_untouched();
}

// Marks are kept from libvterm: whether it joins one to its character depends on how the bytes were cut.
void Terminal::Impl::text(std::string_view utf8) {
  std::size_t run = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    if (is_ascii(utf8[at])) {
      ++at;
      continue;
    }
    const Utf8Char next = decode_utf8(utf8.substr(at));
    if (terminal::glyph_width(next.code_point) == 0) {
      write_run(utf8.substr(run, at - run));
      screen_.set_cursor_row(emulator_.cursor().row);
      screen_.mark(next.code_point);
      run = at + next.length;
    }
    at += next.length;
  }
  write_run(utf8.substr(run));
}

void Terminal::Impl::write_run(std::string_view run) {
  if (run.empty()) return;
  std::size_t last = run.size() - 1;
  while (!is_ascii(run[last]) && (static_cast<unsigned char>(run[last]) & 0xC0U) == 0x80U) --last;
  last_character_ = decode_utf8(run.substr(last)).code_point;
  if (!modes_.translates()) return emulator_.write_text(run);
  // Only ASCII is translated, but libvterm decides by the first byte of what it is given.
  while (!run.empty()) {
    const bool ascii = is_ascii(run.front());
    const auto other = std::find_if(run.begin(), run.end(), [ascii](char byte) { return is_ascii(byte) != ascii; });
    const auto size = static_cast<std::size_t>(other - run.begin());
    emulator_.write_text(run.substr(0, size));
    run.remove_prefix(size);
  }
}

void Terminal::Impl::control(char control) {
  if (control == '\t') return tab();
  if (control == '\n' || control == '\v' || control == '\f') return line_feed(control);
  modes_.control(control);
  if (control == '\r' || control == '\b') screen_.break_wrap();
  emulator_.write_sequence(std::string_view(&control, 1));
}

void Terminal::Impl::line_feed(char control) {
  if (control == '\n' && line_feed_ == LineFeed::CarriageReturnLineFeed) this->control('\r');
  tag_ = screen_.line_fed(emulator_.cursor().row);
  screen_.break_wrap();
  emulator_.write_sequence(std::string_view(&control, 1));
}

void Terminal::Impl::tab() {
  const Position from = emulator_.cursor();
  emulator_.write_text("\t");  // the way there is part of the text, not a jump of the cursor
  screen_.tabbed(from, emulator_.cursor());
}

void Terminal::Impl::save_cursor() {
  saved_ = emulator_.cursor();
}

void Terminal::Impl::escape(std::string_view rest) {
  if (rest == "7" && screen_.on_alternate()) return;  // what is saved is the main screen's cursor
  modes_.escape(rest);
  screen_.break_wrap();
  if (rest == "7") save_cursor();
  if (rest == "E" || rest == "D") (void)screen_.line_fed(emulator_.cursor().row);
  if (rest == "c") {
    last_character_ = 0;
    emulator_.write_sequence("\x1b[?1047l");  // libvterm forgets to say that a reset leaves the alternate screen
  }
  emulator_.write_sequence(std::string("\x1b") += rest);
  if (rest == "c") {
    emulator_.write_sequence("\x1b\x37");  // what it saved before is still there else
    screen_.cursor_shown(true);
    saved_.reset();
  }
}

void Terminal::Impl::csi(const Csi& csi) {
  if (csi.final == 'b') return repeat(csi.arg(0, 1));
  if (csi.final == 'p') return soft_reset();
  if (csi.final == 'J' && csi.arg(0, 0) == 0 && is_home(emulator_.cursor())) return erase_page();
  if (would_lose_the_cursor(csi)) return;
  const int mode = csi.arg(0, 0);
  // Not libvterm's business: it would show or hide a cursor that is restored, as it was when it was saved.
  if (csi.prefix == '?' && mode == 25) return screen_.cursor_shown(csi.final == 'h');
  modes_.csi(csi, screen_.size().rows);
  screen_.set_cursor_row(emulator_.cursor().row);
  if (csi.final == 'S') screen_.leave(emulator_.cursor().row, screen_.size().rows);
  if (csi.final == 'h' && (mode == 1048 || mode == 1049)) save_cursor();
  using Scrolling = terminal::Screen::Scrolling;
  screen_.set_scrolling(csi.final == 'M' ? Scrolling::Deletes : Scrolling::Scrolls);
  emulator_.write_sequence(modes_.stopping_at_margins(csi, emulator_.cursor().row).bytes());
  screen_.set_scrolling(Scrolling::Scrolls);
}

// To enter the alternate screen while on it would save the cursor that it has there, in place of the main screen's; to
// leave it without ever having entered would send the cursor home, over what was printed.
bool Terminal::Impl::would_lose_the_cursor(const Csi& csi) const {
  const int mode = csi.arg(0, 0);
  if (csi.prefix != '?' || mode < 1047 || mode > 1049) return false;
  if (screen_.on_alternate()) return csi.final == 'h';
  return csi.final == 'l' && mode == 1049 && !saved_;
}

// From home to the end is the whole page. Many terminals are cleared so, and libvterm would erase it in two parts.
void Terminal::Impl::erase_page() {
  emulator_.write_sequence("\x1b[2J");
}

void Terminal::Impl::repeat(int count) {
  if (last_character_ == 0) return;
  std::string glyph;
  append_utf8(glyph, last_character_);
  std::string run;
  for (int i = std::min(std::max(count, 1), kMaxRepeat); i > 0; --i) run += glyph;
  text(run);
}

// DECSTR: all modes as at the start, the text and the cursor as they are. libvterm 0.1.4 does not do it.
void Terminal::Impl::soft_reset() {
  const Position cursor = emulator_.cursor();
  modes_ = terminal::Modes{};
  if (!screen_.on_alternate()) saved_.reset();
  screen_.break_wrap();
  screen_.cursor_shown(true);
  emulator_.restart(screen_.size(), saved_cursor() + cursor_to(cursor));
}

void Terminal::Impl::resize(Size wanted, Time now) {
  const Size size = clamped(wanted);
  if (size == screen_.size()) return;
  commit_due(now);
  screen_.set_time(now);
  Position cursor = emulator_.cursor();
  const int column = screen_.next_column(cursor);
  const int up = screen_.resize(size, cursor_row());
  if (!screen_.on_alternate()) cursor.row -= up;
  cursor.row = std::clamp(cursor.row, 0, size.rows - 1);
  cursor.column = std::min(column, size.columns - 1);
  // libvterm would go back to a saved position that is no longer on the screen.
  if (saved_) saved_ = {std::clamp(saved_->row - up, 0, size.rows - 1), std::min(saved_->column, size.columns - 1)};
  modes_.forget_layout();
  std::string restoring = saved_cursor() + cursor_to(cursor);
  if (column >= size.columns) restoring += 'x';  // seen by nobody: the next character is to wrap, not to overwrite
  restoring += modes_.restoring();
  emulator_.restart(size, restoring);
}

void Terminal::Impl::finish(Time now) {
  commit_due(now);
  screen_.set_time(now);
  sanitizer_.finish(*this);
  cut_off();
  screen_.committer().commit_all();
}

Terminal::Terminal(const Options& options, LineSink& sink) : impl_(std::make_unique<Impl>(options, sink)) {}
Terminal::~Terminal() = default;
Terminal::Terminal(Terminal&&) noexcept = default;

void Terminal::feed(std::string_view bytes, Time now) {
  impl_->feed(bytes, now);
}
void Terminal::begin_epoch(Epoch epoch) {
  impl_->begin_epoch(epoch);
}
void Terminal::commit_due(Time now) {
  impl_->commit_due(now);
}
std::optional<Time> Terminal::next_due() const {
  return impl_->next_due();
}
void Terminal::resize(Size size, Time now) {
  impl_->resize(size, now);
}
void Terminal::cut_off() {
  impl_->cut_off();
}
void Terminal::tear() {
  impl_->tear();
}
void Terminal::finish(Time now) {
  impl_->finish(now);
}
std::size_t Terminal::pending_lines() const {
  return impl_->pending_lines();
}
void Terminal::set_patience(Patience patience) {
  impl_->set_patience(patience);
}
void Terminal::show_unfinished(LineSink& to) {
  impl_->show_unfinished(to);
}

}  // namespace logwrap
