// What C++, Rust, Go, Java and JavaScript print when they give up, in the forms of their runtimes.
#include <utility>

#include "lib/interpret/block.hpp"
#include "lib/interpret/block_text.hpp"

namespace logwrap {

namespace {

using namespace block_text;

bool is_torch_frame(std::string_view line) {
  return line.starts_with("Exception raised from ") || line.starts_with("frame #");
}

/// std::terminate's words, the exception's, and the frames that PyTorch adds to it.
class Terminate final : public Block {
 public:
  explicit Terminate(std::string_view line) : Block(Level::Critical) {
    constexpr std::string_view kOf = "an instance of '";
    const std::size_t at = line.find(kOf);
    if (at == std::string_view::npos) return;
    const std::string_view type = line.substr(at + kOf.size());
    set_exception(type.substr(0, type.find('\'')));
  }
  Fit next(std::string_view line) override {
    if (is_torch_frame(line) || (is_indented(line) && !in_message_)) return Fit::Yes;
    in_message_ = true;
    return is_log_line(line) ? Fit::No : Fit::Maybe;
  }

 private:
  bool in_message_ = false;  ///< of several lines, behind which only frames tell that they were part of it
};

/// An error of PyTorch's C++ or of NCCL's with its frames; alone it is a line as any other.
class Frames final : public Block {
 public:
  Frames() : Block(Level::Error) {}
  Fit next(std::string_view line) override {
    const bool nccl = line.starts_with("nccl") || line.starts_with("Last error:") || line.starts_with("Cuda failure");
    if (is_torch_frame(line) || is_indented(line) || nccl) return Fit::Yes;
    return is_log_line(line) ? Fit::No : Fit::Maybe;
  }
};

bool is_cuda_assertion(std::string_view line) {
  return line.find(" Assertion `") != std::string_view::npos && line.ends_with("failed.");
}

/// The same assertion, once for each thread of the kernel.
class CudaAssertions final : public Block {
 public:
  CudaAssertions() : Block(Level::Error) {}
  Fit next(std::string_view line) override { return is_cuda_assertion(line) ? Fit::Yes : Fit::No; }
};

class RustPanic final : public Block {
 public:
  RustPanic() : Block(Level::Error) { set_exception("panic"); }
  Fit next(std::string_view line) override {
    if (line.starts_with("note: run with ") || line.starts_with("note: Some details ")) return Fit::Last;
    if (line.starts_with("stack backtrace:")) {
      in_backtrace_ = true;
      return Fit::Yes;
    }
    if (in_backtrace_) return is_indented(line) ? Fit::Yes : Fit::No;
    // The first line behind is its message, and has as many lines as it wants.
    if (std::exchange(at_message_, false)) return Fit::Yes;
    const bool another = line.starts_with("thread '") && line.find(" panicked at ") != std::string_view::npos;
    return another || is_log_line(line) ? Fit::No : Fit::Maybe;
  }

 private:
  bool at_message_ = true;
  bool in_backtrace_ = false;
};

class GoPanic final : public Block {
 public:
  GoPanic() : Block(Level::Critical) { set_exception("panic"); }
  Fit next(std::string_view line) override {
    if (is_blank(line)) return Fit::Maybe;
    if (line.starts_with("exit status ")) return Fit::Last;
    if (line.starts_with("goroutine ") || line.starts_with("runtime stack:")) {
      in_stack_ = true;
      return Fit::Yes;
    }
    if (line.starts_with('\t') || line.starts_with("[signal ") || line.starts_with("panic: ")) return Fit::Yes;
    if (!in_stack_) return Fit::Maybe;
    const bool call = line.ends_with(")") && line.find('(') != std::string_view::npos;
    const bool value = line.find("0x") != std::string_view::npos;  // a register's
    return call || value || line.starts_with("created by ") ? Fit::Yes : Fit::No;
  }

 private:
  bool in_stack_ = false;
};

/// An exception of Java's or JavaScript's: what it says, its frames, and those of its causes.
class JavaTrace final : public Block {
 public:
  explicit JavaTrace(std::string_view type) : Block(Level::Error) { set_exception(type); }
  Fit next(std::string_view line) override {
    const std::string_view text = without_indent(line);
    const bool indented = text.size() < line.size();
    const bool suppressed = indented && text.starts_with("Suppressed: ");
    if (suppressed || text.starts_with("Caused by: ")) {
      at_ = At::Message;
      return Fit::Yes;
    }
    if (indented && (text.starts_with("at ") || text.starts_with("... "))) {
      if (at_ != At::Members) at_ = text.ends_with(" {") ? At::Members : At::Frames;
      return Fit::Yes;
    }
    switch (at_) {
      case At::Message:
        return begins_another(line) ? Fit::No : Fit::Maybe;
      case At::Frames:
        return is_blank(line) || line == "Driver stacktrace:" ? Fit::Maybe : Fit::No;  // Spark's
      case At::Members:
        return line == "}" ? Fit::Last : is_indented(line) ? Fit::Yes : Fit::No;
    }
    return Fit::No;
  }

 private:
  enum class At {
    Message,  ///< may have lines of its own, before the first frame
    Frames,
    Members,  ///< node shows what else the error holds, to a brace
  };
  static bool begins_another(std::string_view line) {
    const std::string_view type = exception_type(line);
    return type.ends_with("Error") || type.ends_with("Exception") || is_log_line(line);
  }
  At at_ = At::Message;
};

}  // namespace

BlockStart begins_terminate(std::string_view line, std::size_t at) {
  return {std::make_unique<Terminate>(line.substr(at)), at};
}

BlockStart begins_frames(std::string_view line, std::size_t at) {
  // NCCL's watchdog and what c10 throws; glog's prefix differs from line to line, and the frames have none.
  (void)line;
  (void)at;
  return {std::make_unique<Frames>(), 0};
}

BlockStart begins_cuda_assertions(std::string_view line, std::size_t at) {
  (void)at;
  if (!is_cuda_assertion(line)) return {};
  return {std::make_unique<CudaAssertions>(), 0};
}

BlockStart begins_rust_panic(std::string_view line, std::size_t at) {
  const std::string_view before = near_end(line.substr(0, at));
  const std::size_t thread = before.rfind("thread '");
  if (thread == std::string_view::npos) return {};
  return {std::make_unique<RustPanic>(), at - before.size() + thread};
}

BlockStart begins_go_panic(std::string_view line, std::size_t at) {
  if (at > 0 && is_word(line[at - 1])) return {};
  const std::string_view before = line.substr(0, at);
  if (!before.empty() && !before.ends_with(": ") && !before.ends_with("] ")) return {};
  return {std::make_unique<GoPanic>(), at};
}

BlockStart begins_java_trace(std::string_view line, std::size_t at) {
  constexpr std::string_view kThread = "Exception in thread \"";
  if (line.substr(at).starts_with(kThread)) {
    const std::size_t quote = line.substr(0, at + kNear).find("\" ", at + kThread.size());
    if (quote == std::string_view::npos) return {};
    return {std::make_unique<JavaTrace>(exception_type(line.substr(quote + 2))), at};
  }
  // "java.io.IOException: message" or "TypeError: message" as a whole line.
  const std::string_view type = exception_type(line);
  if (type.empty() || at > type.size()) return {};
  return {std::make_unique<JavaTrace>(type), 0};
}

}  // namespace logwrap
