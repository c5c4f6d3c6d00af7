// Block: lines that belong together, such as a traceback: how one begins and what goes on with it. Each kind knows the
// form in which its language prints it; tests/unit/interpret/blocks has what the real programs print.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/record/level.hpp"

namespace logwrap {

class Block {
 public:
  /// Whether a line goes on with the block.
  enum class Fit {
    No,
    Maybe,  ///< only if a line that follows does: a blank line, a message's second line
    Yes,
    Last,  ///< it does, and nothing follows
  };
  /// Lines in a row that are Maybe, at most: beyond that the block is taken to have ended before them.
  static constexpr int kMaxMaybe = 8;

  virtual ~Block() = default;
  /// `line` without what the first one had before its block ("[rank0]: ").
  [[nodiscard]] virtual Fit next(std::string_view line) = 0;
  /// The block has not come to its end: a line that does not fit comes from somebody else, a progress bar for example.
  [[nodiscard]] virtual bool expects_more() const { return false; }

  /// How serious it is; nothing: as its first line says.
  [[nodiscard]] std::optional<Level> level() const { return level_; }
  /// The exception's type as it was printed, of a chain that of the last: "torch.cuda.OutOfMemoryError"; empty where
  /// that is not plain.
  [[nodiscard]] const std::string& exception() const { return exception_; }

 protected:
  explicit Block(std::optional<Level> level) : level_(level) {}
  void set_exception(std::string_view type) { exception_ = type; }

 private:
  std::optional<Level> level_;
  std::string exception_;
};

/// A block that may begin with a line. Until a second line fits it is a line as any other.
struct BlockStart {
  std::unique_ptr<Block> block;  ///< none: no block begins
  std::size_t prefix = 0;        ///< bytes of the line that stand before the block, and before each of its lines
};

/// What begins at `at` in `line`, where one of the texts of its kind was found.
using BlockBegins = BlockStart (*)(std::string_view line, std::size_t at);

struct BlockAnchor {
  std::string_view text;
  BlockBegins begins;
};

/// Python's tracebacks, also as rich draws them, groups of exceptions, warnings, faulthandler's dumps.
[[nodiscard]] BlockStart begins_python_traceback(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_python_announced(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_python_warning(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_fault_dump(std::string_view line, std::size_t at);
/// C++'s terminate, PyTorch's C++ frames, CUDA's assertions.
[[nodiscard]] BlockStart begins_terminate(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_frames(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_cuda_assertions(std::string_view line, std::size_t at);
/// Rust's and Go's panics, Java's and JavaScript's stack traces.
[[nodiscard]] BlockStart begins_rust_panic(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_go_panic(std::string_view line, std::size_t at);
[[nodiscard]] BlockStart begins_java_trace(std::string_view line, std::size_t at);

}  // namespace logwrap
