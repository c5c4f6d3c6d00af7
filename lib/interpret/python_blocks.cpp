// The formats are CPython's traceback, warnings and faulthandler modules', and rich's.
#include <algorithm>
#include <array>

#include "lib/interpret/block.hpp"
#include "lib/interpret/block_text.hpp"
#include "lib/interpret/level_phrase.hpp"

namespace logwrap {

namespace {

using namespace block_text;

constexpr std::string_view kHeader = "Traceback (most recent call last)";
constexpr std::string_view kGroup = "  + Exception Group ";  // before the header
constexpr std::string_view kBoxTop = "\xE2\x95\xAD";         // rich's ╭
constexpr std::string_view kBoxSide = "\xE2\x94\x82";        // │
constexpr std::string_view kBoxBottom = "\xE2\x95\xB0";      // ╰

bool is_chained(std::string_view line) {
  const bool spawned = line.starts_with("-- Process ") && line.ends_with(" terminated with the following error:");
  return spawned ||  // torch.multiprocessing's
         line.starts_with("During handling of the above exception, another exception occurred:") ||
         line.starts_with("The above exception was the direct cause of the following exception:");
}

/// What follows the message of some exceptions: PyTorch's advice and C++ frames, multiprocessing's quotation mark.
bool is_known_tail(std::string_view line) {
  static constexpr std::array<std::string_view, 8> kTails{"CUDA kernel errors might be",
                                                          "For debugging consider passing",
                                                          "Compile with `TORCH_USE_CUDA_DSA`",
                                                          "Device-side assertion tracking",
                                                          "Search for `cuda",
                                                          "Exception raised from ",
                                                          "frame #",
                                                          R"(""")"};
  return std::any_of(kTails.begin(), kTails.end(), [line](std::string_view tail) { return line.starts_with(tail); });
}

/// Whether it says that a traceback of its own follows.
bool is_announcement(std::string_view line) {
  const std::string_view type = line.substr(0, dotted_name(line));
  return line.starts_with("Exception in thread ") || line.starts_with("Exception ignored in") ||
         (line.starts_with("Process ") && line.ends_with(":")) ||
         (type.ends_with("RemoteTraceback") && line.substr(type.size()).starts_with(":"));
}

/// A line of a group of exceptions: indented, with those of a tree before it.
bool is_in_tree(std::string_view line) {
  const std::string_view text = without_indent(line);
  return is_indented(line) && (text.front() == '|' || text.front() == '+');
}

/// Where in `line` the type stands before IPython's header, "ValueError      Traceback (most recent call last)"; npos
/// where none does.
std::size_t place_of_ipython_type(std::string_view line) {
  if (!line.ends_with(kHeader)) return std::string_view::npos;
  const std::string_view before = line.substr(0, line.size() - kHeader.size());
  const std::size_t end = before.find_last_not_of(' ') + 1;
  std::size_t begin = end;
  while (begin > 0 && (is_word(line[begin - 1]) || line[begin - 1] == '.')) --begin;
  return begin < end && end + 2 <= before.size() ? begin : std::string_view::npos;
}

/// A traceback, and those that are chained to it: frames, an exception, and what is said about it.
class PythonTraceback : public Block {
 public:
  enum class At {
    Announced,  ///< the header is still to come: "Exception in thread Thread-1:"
    Frames,
    Group,  ///< of exceptions: among what is indented, to its last line
    Exception,
  };
  explicit PythonTraceback(At at) : Block(Level::Error), at_(at) {}

  Fit next(std::string_view line) override {
    if (is_header(line)) {
      // One that follows an exception without a word is another event.
      if (at_ == At::Exception && !chained_ && !line.starts_with("Original ")) return Fit::No;
      chained_ = false;
      at_ = line.starts_with(kGroup) ? At::Group : At::Frames;
      group_named_ = false;
      return Fit::Yes;
    }
    switch (at_) {
      case At::Announced:
        return line == R"(""")" ? Fit::Maybe : Fit::No;
      case At::Frames:
        return next_of_frames(line);
      case At::Group:
        return next_of_group(line);
      case At::Exception:
        return next_of_exception(line);
    }
    return Fit::No;
  }
  bool expects_more() const override { return at_ == At::Frames || at_ == At::Group; }

 protected:
  virtual bool is_header(std::string_view line) {
    if (line.starts_with(kGroup)) line.remove_prefix(kGroup.size());
    return line.starts_with(kHeader) || line.starts_with("Original Traceback");
  }
  /// loguru marks the frame that caught the exception.
  virtual bool is_frame(std::string_view line) { return is_indented(line) || line.starts_with("> File \""); }

 private:
  Fit next_of_frames(std::string_view line) {
    if (is_frame(line)) {
      has_frames_ = true;
      return Fit::Yes;
    }
    if (is_blank(line)) return Fit::Maybe;
    const std::string_view type = exception_type(line);
    if (type.empty() || (!has_frames_ && !names_exception(type))) return Fit::No;
    set_exception(type);
    // Behind the exception that Ray wraps it in come the frames of the one that was raised: "RayTaskError(ValueError)".
    if (!line.substr(type.size()).starts_with('(')) at_ = At::Exception;
    return Fit::Yes;
  }

  Fit next_of_group(std::string_view line) {
    if (!is_in_tree(line)) return Fit::No;
    const std::string_view text = without_indent(line);
    // The group's own exception stands before those that are in it.
    if (!group_named_ && text.starts_with("| ")) {
      const std::string_view type = exception_type(text.substr(2));
      group_named_ = !type.empty();
      if (group_named_) set_exception(type);
    }
    // So a group ends that is in it, too: more of this one may follow.
    if (text.starts_with("+---") && text.find_first_not_of("+-") == std::string_view::npos) at_ = At::Exception;
    return Fit::Yes;
  }

  Fit next_of_exception(std::string_view line) {
    if (is_chained(line)) {
      chained_ = true;
      return Fit::Maybe;
    }
    const bool another = is_announcement(line) || is_log_line(line) || place_of_ipython_type(line) == 0;
    if (!chained_ && another) return Fit::No;
    if (exception().ends_with("ChildFailedError") && line.find_first_not_of('=') == std::string_view::npos)
      return is_blank(line) ? Fit::Maybe : Fit::Yes;  // the frame around what torchrun says
    // Of a message's other lines only those are known that are indented; the rest is, where a chain goes on behind it.
    return is_indented(line) || is_known_tail(line) ? Fit::Yes : Fit::Maybe;
  }

  At at_;
  bool has_frames_ = false;
  bool chained_ = false;
  bool group_named_ = false;
};

/// As rich draws it: the frames in a box.
class RichTraceback final : public PythonTraceback {
 public:
  RichTraceback() : PythonTraceback(At::Frames) {}

 protected:
  bool is_header(std::string_view line) override {
    return line.starts_with(kBoxTop) && line.find(kHeader) != std::string_view::npos;
  }
  bool is_frame(std::string_view line) override {
    return line.starts_with(kBoxSide) || line.starts_with(kBoxBottom) || line.starts_with(kBoxTop);
  }
};

/// As IPython prints it, and Jupyter: "ValueError      Traceback (most recent call last)", and frames that begin with
/// where they are: "File ~/train.py:6, in step(x)", "Cell In[1], line 2", "----> 6     step(0)".
class IPythonTraceback final : public PythonTraceback {
 public:
  IPythonTraceback() : PythonTraceback(At::Frames) {}

 protected:
  bool is_header(std::string_view line) override { return place_of_ipython_type(line) == 0; }
  bool is_frame(std::string_view line) override {
    static constexpr std::array<std::string_view, 7> kPlaces{"File ", "Cell ", "Input ", "<", "/", "~", "--"};
    return is_indented(line) || std::any_of(kPlaces.begin(), kPlaces.end(),
                                            [line](std::string_view place) { return line.starts_with(place); });
  }
};

/// "file.py:12: UserWarning: message", and the line of source that gave it, indented by two.
class PythonWarning final : public Block {
 public:
  enum class Message {
    OneLine,
    Lines,  ///< it may have more, before the source's
  };
  explicit PythonWarning(Message message) : Block(Level::Warning), message_(message) {}
  Fit next(std::string_view line) override {
    if (line.starts_with("  File \"")) return Fit::Yes;  // autograd tells where an operation was called
    if (line.starts_with("  ") && !is_indented(line.substr(2)) && !is_blank(line)) return Fit::Last;
    return message_ == Message::OneLine || is_log_line(line) ? Fit::No : Fit::Maybe;
  }

 private:
  Message message_;
};

/// How many bytes of `line` say which of many processes printed it: "[default0]:", "[rank0]: ", "(train pid=4711) ".
std::size_t label_of_rank(std::string_view line) {
  const bool bracket = line.starts_with('[');
  const std::size_t end = line.substr(0, kNear).find(bracket ? ']' : ')');
  if (end == std::string_view::npos) return 0;
  if (!bracket) return line.starts_with('(') && line.substr(0, end).find("pid=") < end ? end + 2 : 0;
  if (line.substr(end, 2) != "]:") return 0;
  return line.substr(end + 2).starts_with(' ') ? end + 3 : end + 2;
}

/// What faulthandler writes: the stacks of all threads.
class FaultDump final : public Block {
 public:
  FaultDump() : Block(Level::Critical) {}
  Fit next(std::string_view line) override {
    if (is_blank(line)) return Fit::Maybe;
    const bool thread =
        line.starts_with("Thread 0x") || line.starts_with("Current thread ") || line.starts_with("Stack (");
    const bool said = line.starts_with("Python runtime state: ") || line.starts_with("Current thread's C stack");
    if (line.starts_with("Extension modules: ")) return Fit::Last;
    return thread || said || is_indented(line) || line.starts_with("<") ? Fit::Yes : Fit::No;
  }
};

}  // namespace

BlockStart begins_python_traceback(std::string_view line, std::size_t at) {
  const std::string_view before = line.substr(0, at);
  if (const std::size_t box = before.find(kBoxTop); box != std::string_view::npos) {
    return {std::make_unique<RichTraceback>(), box};
  }
  if (before.ends_with(kGroup)) {
    return {std::make_unique<PythonTraceback>(PythonTraceback::At::Group), at - kGroup.size()};
  }
  if (const std::size_t type = place_of_ipython_type(line); type < at) {
    return {std::make_unique<IPythonTraceback>(), type};
  }
  constexpr std::string_view kOriginal = "Original ";
  const std::size_t prefix = before.ends_with(kOriginal) ? at - kOriginal.size() : at;
  return {std::make_unique<PythonTraceback>(PythonTraceback::At::Frames), prefix};
}

BlockStart begins_python_announced(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  const bool thread = rest.starts_with("Exception in thread ") && line.ends_with(":");
  const bool ignored = rest.starts_with("Exception ignored in");
  const bool begins = at == line.size() - behind_bar(line).size();
  const bool process = begins && rest.starts_with("Process ") && line.ends_with(":");  // multiprocessing's
  const bool remote =
      rest.starts_with("RemoteTraceback:") && is_word(line[at == 0 ? 0 : at - 1]) == (at > 0 && line[at - 1] == '_');
  if (!thread && !ignored && !process && !remote) return {};
  // Another process' traceback is announced by its type's full name.
  std::size_t prefix = at;
  while (remote && prefix > 0 && (is_word(line[prefix - 1]) || line[prefix - 1] == '.')) --prefix;
  return {std::make_unique<PythonTraceback>(PythonTraceback::At::Announced), prefix};
}

BlockStart begins_python_warning(std::string_view line, std::size_t at) {
  // "PATH:LINE: CategoryWarning: message"; `at` is where "Warning: " begins.
  std::size_t category = at;
  while (category > 0 && (is_word(line[category - 1]) || line[category - 1] == '.')) --category;
  if (category < 2 || line.substr(category - 2, 2) != ": ") return {};
  std::size_t number = category - 2;
  while (number > 0 && is_digit(line[number - 1])) --number;
  if (number == category - 2 || number < 2 || line[number - 1] != ':') return {};
  // "sys:1:", "<frozen importlib._bootstrap>:219:", "lib.pyx:12:": there is no source to show.
  if (!line.substr(0, number - 1).ends_with(".py")) return {};
  // Between the lines of one process may stand those of others.
  const std::string_view own = behind_bar(line);
  const std::size_t label = label_of_rank(own);
  const auto message = label > 0 ? PythonWarning::Message::OneLine : PythonWarning::Message::Lines;
  return {std::make_unique<PythonWarning>(message), std::min(line.size() - own.size() + label, number)};
}

BlockStart begins_fault_dump(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  if (rest.starts_with("(most recent call first)")) {
    const std::string_view before = near_end(line.substr(0, at));
    for (const std::string_view begin : {"Thread 0x", "Current thread ", "Stack "}) {
      const std::size_t found = before.rfind(begin);
      if (found != std::string_view::npos) return {std::make_unique<FaultDump>(), at - before.size() + found};
    }
    return {};
  }
  if (rest.starts_with("Timeout (") && !rest.ends_with(")!")) return {};
  return {std::make_unique<FaultDump>(), at};
}

}  // namespace logwrap
