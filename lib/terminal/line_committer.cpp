#include "lib/terminal/line_committer.hpp"

#include <algorithm>
#include <functional>

namespace logwrap::terminal {

namespace {

Time still_since(const Row& row) {
  return std::max(row.changed, row.passed);
}

std::string_view without_blanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

void cut_blanks(std::string& text) {
  text.erase(without_blanks(text).size());
}

}  // namespace

LineCommitter::Group LineCommitter::group_at(int first) const {
  Group group{first, first, rows_[first].pending, rows_[first].live, still_since(rows_[first])};
  while (group.last + 1 < rows_.count() && rows_[group.last + 1].continues) {
    const Row& row = rows_[++group.last];
    group.pending |= row.pending;
    group.live |= row.live;
    group.still_since = std::max(group.still_since, still_since(row));
  }
  return group;
}

Time LineCommitter::due(const Group& group) const {
  if (patience_ == Terminal::Patience::Little)
    return group.still_since + (group.live ? kLiveStillAtLeast : std::chrono::milliseconds(0));
  return group.still_since + (group.live ? std::chrono::milliseconds(kLiveStill) : kStill);
}

void LineCommitter::row_leaves(int first) {
  Row& row = rows_[first];
  settle(first);
  const bool goes_on = first + 1 < rows_.count() && rows_[first + 1].continues;
  if (!open_ && !goes_on) {
    if (row.pending && !emit_single(row)) commit_group({first, first, true, false, {}});
    return;
  }
  if (!open_ && !row.pending && !group_at(first).pending) return;
  append(row, goes_on);
  open_ = true;
}

void LineCommitter::settle(int first) {
  if (!open_ || rows_[first].continues) return;
  close();
  open_ = false;
}

// The usual line, straight from its row: one row, printed once, never handed out before.
bool LineCommitter::emit_single(Row& row) {
  if (text_ != Terminal::Text::AsRecorded || !row.written_once() || row.emitted) return false;
  if (!row.printed().empty() || row.ended)
    sink_.line(
        {row.printed(), row.changed, false, false, row.first_epoch, row.last_epoch, row.tag, false, row.torn, row.cut});
  return true;
}

void LineCommitter::hand_out(const WholeLine& line, Time time, Epoch epoch) {
  const std::string_view text = text_ == Terminal::Text::AsSeen ? without_blanks(line.text) : line.text;
  if (text.size() <= Terminal::kMaxPieceBytes)
    return sink_.line({text, time, false, false, epoch, epoch, 0, false, false, false, line.unwatched});
  line_ = Building{};
  line_.text = text;
  line_.time = time;
  line_.first_epoch = line_.last_epoch = epoch;
  cut_pieces();
  (void)close();
}

void LineCommitter::commit_due(int cursor_row, Time now) {
  settle();
  for (int row = 0; row < cursor_row;) {
    const Group group = group_at(row);
    if (group.last >= cursor_row) return;
    if (group.pending || (open_ && row == 0)) {
      if (now < due(group)) return;
      commit_group(group);
    }
    row = group.last + 1;
  }
}

std::optional<Time> LineCommitter::next_due(int cursor_row) const {
  for (int row = 0; row < cursor_row;) {
    const Group group = group_at(row);
    if (group.last >= cursor_row) return std::nullopt;
    if (group.pending || (open_ && row == 0)) return due(group);
    row = group.last + 1;
  }
  return std::nullopt;
}

void LineCommitter::commit_all() {
  settle();
  for (int row = 0; row < rows_.count();) {
    const Group group = group_at(row);
    if (group.pending || (open_ && row == 0)) commit_group(group);
    row = group.last + 1;
  }
}

void LineCommitter::commit_group(const Group& group) {
  if (!open_) {
    line_.old_hash = rows_[group.first].line_hash;
    line_.old_epoch = rows_[group.first].line_epoch;
  }
  for (int row = group.first; row <= group.last; ++row) append(rows_[row], row < group.last);
  const std::size_t hash = std::hash<std::string>()(line_.text);
  const Epoch epoch = line_.first_epoch;
  const bool handed_out = close();
  open_ = false;
  rows_[group.first].line_hash = hash;
  rows_[group.first].line_epoch = epoch;
  for (int row = group.first; row <= group.last; ++row) {
    rows_[row].pending = false;
    rows_[row].emitted |= handed_out;
  }
}

LineTag LineCommitter::look_for_marker(int row, Epoch epoch, Time now) {
  if (marker_.empty() || rows_[row].examined) return 0;
  int first = row;
  while (first > 0 && rows_[first].continues) --first;
  const bool goes_on_above = open_ && rows_[first].continues;
  examined_.clear();
  if (goes_on_above) examined_ = line_.text;
  bool fresh = !goes_on_above || (!line_.in_pieces && (line_.once || line_.first_epoch == epoch));
  for (int i = first; i <= row; ++i) {
    append_text(examined_, rows_[i], i < row);
    rows_[i].examined = true;
    fresh = fresh && (rows_[i].written_once() || rows_[i].first_epoch == epoch);
  }
  if (examined_.find(marker_) == std::string::npos) return 0;
  const LineTag answer = sink_.marked({examined_, now, fresh});
  if (answer != 0) tag(first, row, answer);
  return answer;
}

void LineCommitter::tag(int first, int last, LineTag tag) {
  if (open_ && rows_[first].continues) line_.tag = tag;
  for (int row = first; row <= last; ++row) rows_[row].tag = tag;
  if (last + 1 < rows_.count()) rows_[last + 1].continues = false;
}

void LineCommitter::append_text(std::string& out, Row& row, bool goes_on) const {
  if (text_ == Terminal::Text::AsRecorded && row.written_once()) {
    out += row.printed();
    return;
  }
  row.append_seen(out);
  // Blanks at the end of a rewritten row are what an older text left behind; within a line they are its text.
  if (!goes_on) cut_blanks(out);
}

void LineCommitter::append(Row& row, bool goes_on) {
  append_text(line_.text, row, goes_on);
  line_.time = std::max(line_.time, row.changed);
  line_.rewrite |= row.emitted;
  line_.torn |= row.torn;
  line_.cut = row.cut;
  line_.once = line_.once && row.written_once();
  line_.blank_line = row.written_once() && row.ended;
  if (line_.first_epoch == 0 || (row.first_epoch != 0 && row.first_epoch < line_.first_epoch))
    line_.first_epoch = row.first_epoch;
  line_.last_epoch = std::max(line_.last_epoch, row.last_epoch);
  if (line_.has_rows && line_.tag != row.tag) {
    line_.tag = 0;
    line_.mixed = true;
  } else if (!line_.mixed) {
    line_.tag = row.tag;
  }
  line_.has_rows = true;
  cut_pieces();
}

void LineCommitter::cut_pieces() {
  while (line_.text.size() > Terminal::kMaxPieceBytes) {
    std::size_t size = Terminal::kMaxPieceBytes;
    while ((static_cast<unsigned char>(line_.text[size]) & 0xC0U) == 0x80U) --size;
    sink_.line({std::string_view(line_.text).substr(0, size), line_.time, line_.rewrite, true, line_.first_epoch,
                line_.last_epoch, line_.tag, false, line_.torn});
    line_.text.erase(0, size);
    line_.in_pieces = true;
    line_.torn = false;
  }
}

// True: something was handed out now or, of the same text, before.
bool LineCommitter::close() {
  if (text_ == Terminal::Text::AsSeen) cut_blanks(line_.text);
  const bool is_line = !line_.text.empty() || line_.in_pieces || line_.blank_line;
  // The same text is another line where all of it is newer: the first may have been printed in silence.
  const bool same = line_.rewrite && !line_.in_pieces && line_.first_epoch <= line_.old_epoch &&
                    line_.old_hash == std::hash<std::string>()(line_.text);
  if (is_line && !same)
    sink_.line({line_.text, line_.time, line_.rewrite, false, line_.first_epoch, line_.last_epoch, line_.tag, false,
                line_.torn, line_.cut});
  std::string memory = std::move(line_.text);
  memory.clear();
  line_ = Building{};
  line_.text = std::move(memory);
  return is_line;
}

bool LineCommitter::holds_line(const Row& row) {
  if (row.written_once()) return !row.printed().empty() || row.ended;
  return !row.looks_blank();
}

std::size_t LineCommitter::pending_lines() const {
  std::size_t lines = open_ ? 1 : 0;
  for (int row = 0; row < rows_.count();) {
    const Group group = group_at(row);
    bool holds = false;
    for (int i = group.first; i <= group.last; ++i) holds |= holds_line(rows_[i]);
    if (group.pending && holds && !(open_ && row == 0)) ++lines;
    row = group.last + 1;
  }
  return lines;
}

void LineCommitter::show_unfinished(LineSink& to, int cursor_row) {
  for (int row = 0; row < rows_.count();) {
    const Group group = group_at(row);
    const bool goes_on_above = open_ && row == 0 && rows_[0].continues;
    row = group.last + 1;
    if (!group.pending && !goes_on_above) continue;
    examined_ = goes_on_above ? line_.text : std::string();
    Line line;
    line.moving = group.live || group.last >= cursor_row;
    line.first_epoch = goes_on_above ? line_.first_epoch : 0;
    line.last_epoch = goes_on_above ? line_.last_epoch : 0;
    line.tag = goes_on_above ? line_.tag : 0;
    line.torn = goes_on_above && line_.torn;
    for (int i = group.first; i <= group.last; ++i) {
      Row& one = rows_[i];
      append_text(examined_, one, i < group.last);
      line.time = std::max(line.time, one.changed);
      line.last_epoch = std::max(line.last_epoch, one.last_epoch);
      line.tag = std::max(line.tag, one.tag);
      line.torn |= one.torn;
      line.cut = one.cut;
      if (one.first_epoch != 0 && (line.first_epoch == 0 || one.first_epoch < line.first_epoch))
        line.first_epoch = one.first_epoch;
    }
    line.text = examined_;
    if (line.first_epoch != 0 && !line.text.empty()) to.line(line);
  }
}

}  // namespace logwrap::terminal
