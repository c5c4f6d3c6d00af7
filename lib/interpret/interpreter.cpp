#include "lib/interpret/interpreter.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "lib/interpret/near_metadata.hpp"

namespace logwrap {

namespace {

constexpr std::array<Stream, 2> kJobStreams{Stream::Stdout, Stream::Stderr};

/// In a tag: the line is a command as a whole, and none of it is recorded.
constexpr LineTag kWholeLine = 1;

/// Most records have neither level nor exception, and nor did the one before.
void set(std::string& into, std::string_view text) {
  if (!into.empty() || !text.empty()) into = text;
}

std::string repeated_text(const Repeats::Count& count, const ClockAnchor& anchor) {
  const std::string last = format_utc(anchor.unix_nanos(count.last));
  if (count.times == 1) return "repeated once more, at " + last;
  return "repeated " + std::to_string(count.times) + " more times, from " + format_utc(anchor.unix_nanos(count.first)) +
         " to " + last;
}

}  // namespace

Interpreter::Interpreter(const Options& options, RecordSink& sink)
    : options_(options),
      sink_(sink),
      rules_(options.multiline),
      text_metadata_(options.patterns),
      streams_{StreamState(options.mode, rules_), StreamState(options.mode, rules_)} {}

void Interpreter::watch(LiteralFinder& words) const {
  words.add(std::string(kCommandMarker), 0);
  words.add_all(rules_.anchors(), 0);
}

bool Interpreter::wants_metadata(Stream stream) const {
  if (options_.metadata_streams == MetadataStreams::Both) return true;
  return (stream == Stream::Stdout) == (options_.metadata_streams == MetadataStreams::Stdout);
}

LineTag Interpreter::marked(Stream stream, const MarkedLine& line) {
  if (options_.commands == Commands::None) return 0;
  const std::optional<Command> command = line.superseded ? find_superseded_command(line.text) : find_command(line.text);
  if (!command) return 0;
  // What stands before a command that was understood is a line as any other.
  const bool whole = command->place == Command::Place::LineStart || !command->mode;
  const bool loosens = command->place == Command::Place::LineStart && line.fresh && options_.commands == Commands::Any;
  const Mode mode = command->mode.value_or(Mode::Disabled);
  const Obedience obedience = change_modes(stream, mode, loosens ? Change::Either : Change::Stricter);
  if (obedience == Obedience::None || (obedience == Obedience::NoChange && !whole)) return 0;
  if (untold_.size() == kMaxUntold) {
    tell(untold_.front());
    untold_.pop_front();
  }
  last_tag_ += 2;
  untold_.push_back({whole ? last_tag_ | kWholeLine : last_tag_, stream, line.time, mode, command->mode.has_value()});
  return untold_.back().tag;
}

void Interpreter::take_command(Stream stream, const Line& line, Mode mode) {
  if ((line.tag & kWholeLine) != 0) {
    leave_out(stream, line, LeftOut::Command);
  } else {
    take_text(stream, line, mode);
  }
  const auto command =
      std::find_if(untold_.begin(), untold_.end(), [&line](const Obeyed& one) { return one.tag == line.tag; });
  if (command == untold_.end()) return;
  tell(*command);
  untold_.erase(command);
}

void Interpreter::tell(const Obeyed& command) {
  end_block(command.stream);
  end_repeats(command.stream);
  const std::string text = command.understood
                               ? command_text(command.mode)
                               : "a /LOGCOMMAND that cannot be understood: nothing is recorded until the next one; "
                                 "it has to be like " +
                                     command_text(Mode::Enabled);
  event(command.stream, command.time, text,
        {"command",
         {{"mode", std::string(name(command.mode))}, {"understood", std::int64_t{command.understood ? 1 : 0}}}});
}

Interpreter::Obedience Interpreter::change_modes(Stream stream, Mode mode, Change allowed) {
  Obedience obedience = Obedience::NoChange;
  for (const Stream one : kJobStreams) {
    StreamState& state = this->state(one);
    const Mode before = state.modes.mode();
    if (one == stream && mode != Mode::Enabled) state.restricted_itself = true;
    if (mode < before && allowed == Change::Stricter) {
      if (state.unsettled) state.unsettled = std::max(*state.unsettled, mode);
      if (obedience == Obedience::NoChange) obedience = Obedience::None;
      continue;
    }
    if (one == stream && mode == Mode::Enabled) state.restricted_itself = false;
    if (mode < before && state.restricted_itself && one != stream) continue;
    state.unsettled.reset();
    if (mode == before) continue;
    obedience = Obedience::Change;
    if (mode > before || one == stream) {
      state.modes.begin(mode);
    } else {
      state.unsettled = mode;
    }
  }
  return obedience;
}

void Interpreter::settle() {
  for (StreamState& state : streams_) {
    if (state.unsettled) state.modes.begin(*state.unsettled);
    state.unsettled.reset();
    state.restricted_itself = false;
  }
}

void Interpreter::silence() {
  flush();
  for (StreamState& state : streams_) {
    if (state.modes.mode() != Mode::Disabled) state.modes.begin(Mode::Disabled);
    state.unsettled.reset();
    state.restricted_itself = true;  // perhaps: what is lost may have been its own command
  }
}

void Interpreter::line(Stream stream, const Line& line) {
  StreamState& state = this->state(stream);
  // Whether or not the pieces before were recorded: the end of a line is not a line.
  const bool goes_on = std::exchange(state.goes_on, line.continued);
  state.piece = goes_on || line.continued;
  const Mode mode = state.modes.strictest(line.first_epoch, line.last_epoch);
  if (line.tag != 0) return take_command(stream, line, mode);
  take_text(stream, line, mode);
}

bool Interpreter::may_tell_unfinished(Stream stream, const Line& line) const {
  // Of metadata too: what is not ended is no metadata yet. Nor is what may be half a command told.
  const Mode mode = state(stream).modes.strictest(line.first_epoch, line.last_epoch);
  const bool command = line.tag != 0 || line.text.find(kCommandMarker) != std::string_view::npos;
  return mode == Mode::Enabled && !command;
}

bool Interpreter::pending(Stream stream, const Line& line, int place) {
  if (!may_tell_unfinished(stream, line)) return false;
  end_block(stream);
  event(stream, line.time, std::string(line.text), {"pending", {{"place", std::int64_t{place}}}});
  return true;
}

void Interpreter::take_text(Stream stream, const Line& line, Mode mode) {
  if (mode == Mode::Disabled) return leave_out(stream, line, LeftOut::Mode);
  if (take_metadata(stream, line)) return;
  if (mode == Mode::Metadata) {
    leave_out(stream, line, LeftOut::Mode);
    if (!state(stream).piece) derive(stream, line);
  } else {
    take_log(stream, line);
  }
  // Hardly a line has a brace; the others are spared the rest.
  if (!told_near_metadata_ && line.text.find('{') != std::string_view::npos) hint_at_metadata(stream, line);
}

// Quotes nothing of the line, so that it may be told in mode metadata, too, where it is needed most.
void Interpreter::hint_at_metadata(Stream stream, const Line& line) {
  if (state(stream).piece || !wants_metadata(stream)) return;
  if (line.text.find(kCommandMarker) != std::string_view::npos) return;  // its object was not meant to be metadata
  const std::optional<std::string> hint = near_metadata(line.text);
  if (!hint) return;
  told_near_metadata_ = true;
  event(Stream::Logwrap, line.time, *hint, {"near_metadata", {{"stream", std::string(name(stream))}}});
}

void Interpreter::leave_out(Stream stream, const Line& line, LeftOut why) {
  end_block(stream);
  // The pieces before were recorded: the line must not seem to go on in whatever comes next.
  if (state(stream).in_pieces) {
    Line end = line;
    end.text = {};
    end.continued = false;
    return put(stream, end, Kind::Log, std::nullopt, std::nullopt);
  }
  sink_.left_out(why);
}

bool Interpreter::take_metadata(Stream stream, const Line& line) {
  if (state(stream).piece || !wants_metadata(stream)) return false;
  const Metadata* metadata = parser_.parse(line.text);
  if (metadata == nullptr) return false;
  end_block(stream);
  end_repeats(stream);
  put(stream, line, Kind::Metadata, place_on_axis(*metadata),
      may_have_json_level(line.text) ? find_level(*metadata) : std::nullopt);
  tell_many_keys(line.time);
  return true;
}

std::optional<X> Interpreter::place_on_axis(const Metadata& metadata) {
  axis_.add(metadata);
  return axis_.x_of(metadata);
}

// Behind the line's own record, and whatever became of that: the same numbers again are a point of the plot, too.
void Interpreter::derive(Stream stream, const Line& line) {
  const std::optional<std::string_view> json = text_metadata_.find(line.text);
  if (!json || json->size() > kMaxLineBytes) return;
  const Metadata* const metadata = parser_.parse(*json);
  if (metadata == nullptr) return;
  Record record;
  record.ts = options_.anchor.unix_nanos(line.time);
  record.stream = stream;
  record.kind = Kind::Metadata;
  record.line = *json;
  record.derived = true;
  record.x = place_on_axis(*metadata);
  sink_.record(record);
  tell_many_keys(line.time);
}

void Interpreter::tell_many_keys(Time time) {
  if (axis_.left_out() == 0 || std::exchange(told_many_keys_, true)) return;
  event(Stream::Logwrap, time,
        "the job's metadata has more than " + std::to_string(XAxis::kMaxKeys) +
            " different keys: all are recorded, but only the first of them, progress and epoch can become X",
        {"many_keys", {{"keys", std::int64_t{XAxis::kMaxKeys}}}});
}

void Interpreter::take_log(Stream stream, const Line& line) {
  StreamState& state = this->state(stream);
  if (!state.piece) {
    // Nearly all lines: they are spared the rest.
    if (state.joiner.passes(line)) return take_whole(stream, line, {});
    return state.joiner.add(line, [=, this](const Unit& unit) { take_unit(stream, unit); });
  }
  end_block(stream);
  end_repeats(stream);
  put(stream, line, Kind::Log, std::nullopt, level_of(stream, line));
}

void Interpreter::take_unit(Stream stream, const Unit& unit) {
  Line line;
  line.text = unit.text;
  line.time = unit.time;
  line.rewrite = unit.rewrite;
  take_whole(stream, line, {unit.lines, unit.level, unit.exception});
}

void Interpreter::take_whole(Stream stream, const Line& line, const Joined& joined) {
  record_log(stream, line, joined);
  if (text_metadata_.empty()) return;
  Line one;
  one.time = line.time;
  each_line(line.text, [&](std::string_view text, int) {
    one.text = text;
    derive(stream, one);
  });
}

void Interpreter::record_log(Stream stream, const Line& line, const Joined& joined) {
  StreamState& state = this->state(stream);
  const auto seen = line.rewrite ? Repeats::Seen::New : state.repeats.add(line.text, line.time);
  if (seen != Repeats::Seen::New) {
    for (std::size_t i = 0; i < joined.lines; ++i)
      sink_.left_out(seen == Repeats::Seen::Repeat ? LeftOut::Repeat : LeftOut::Blank);
    return;
  }
  if (line.rewrite) {
    end_repeats(stream);
  } else if (state.repeats.counted()) {
    tell_repeats(stream);
  }
  put(stream, line, Kind::Log, std::nullopt, joined.level ? joined.level : level_of(stream, line), joined.exception);
}

void Interpreter::end_block(Stream stream) {
  if (state(stream).joiner.waiting() == 0) return;
  state(stream).joiner.flush([=, this](const Unit& unit) { take_unit(stream, unit); });
}

void Interpreter::flush() {
  for (const Stream stream : kJobStreams) end_block(stream);
}

std::size_t Interpreter::waiting() const {
  std::size_t lines = 0;
  for (const StreamState& stream : streams_) lines += stream.joiner.waiting();
  return lines;
}

std::optional<Level> Interpreter::level_of(Stream stream, const Line& line) {
  if (!may_have_json_level(line.text)) return find_level(line.text);
  if (line.continued || state(stream).piece) return std::nullopt;
  const Metadata* const object = parser_.parse(line.text);
  return object == nullptr ? std::nullopt : find_level(*object);
}

void Interpreter::put(Stream stream, const Line& line, Kind kind, std::optional<X> x, std::optional<Level> level,
                      std::string_view exception) {
  StreamState& state = this->state(stream);
  if (!state.in_pieces) state.level = level;
  state.in_pieces = line.continued;
  record_.ts = options_.anchor.unix_nanos(line.time);
  record_.stream = stream;
  record_.kind = kind;
  record_.line = line.text;
  record_.rewrite = line.rewrite;
  record_.continued = line.continued;
  set(record_.exception, exception);
  record_.x = std::move(x);
  set(record_.level, state.level ? name(*state.level) : std::string_view());
  sink_.record(record_);
}

void Interpreter::tell_repeats(Stream stream) {
  const std::optional<Repeats::Count> count = state(stream).repeats.take();
  if (!count) return;
  const ClockAnchor& anchor = options_.anchor;
  const std::string level = state(stream).level ? std::string(name(*state(stream).level)) : "";
  event(stream, count->last, repeated_text(*count, anchor),
        {"repeated",
         {{"times", static_cast<std::int64_t>(count->times)},
          {"first", std::to_string(anchor.unix_nanos(count->first))},
          {"last", std::to_string(anchor.unix_nanos(count->last))}}},
        level);
}

void Interpreter::end_repeats(Stream stream) {
  tell_repeats(stream);
  state(stream).repeats.interrupt();
}

void Interpreter::tell_due(Time now) {
  while (!untold_.empty() && untold_.front().time + kTellCommandAfter <= now) {
    tell(untold_.front());
    untold_.pop_front();
  }
  for (const Stream stream : kJobStreams) {
    const std::optional<Time> block_due = state(stream).joiner.next_due();
    if (block_due && *block_due <= now) end_block(stream);
    const std::optional<Time> due = state(stream).repeats.due();
    if (due && *due <= now) tell_repeats(stream);
  }
}

std::optional<Time> Interpreter::next_due() const {
  std::optional<Time> next;
  if (!untold_.empty()) next = untold_.front().time + kTellCommandAfter;
  for (const StreamState& stream : streams_) {
    for (const std::optional<Time>& due : {stream.repeats.due(), stream.joiner.next_due()}) {
      if (due && (!next || *due < *next)) next = due;
    }
  }
  return next;
}

void Interpreter::finish() {
  flush();
  for (const Obeyed& command : untold_) tell(command);
  untold_.clear();
  for (const Stream stream : kJobStreams) tell_repeats(stream);
}

void Interpreter::event(Stream stream, Time time, std::string text, Event event, std::string level) {
  Record record;
  record.ts = options_.anchor.unix_nanos(time);
  record.stream = stream;
  record.kind = Kind::Event;
  record.line = std::move(text);
  record.event = std::move(event);
  record.level = std::move(level);
  sink_.record(record);
}

}  // namespace logwrap
