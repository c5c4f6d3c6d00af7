// Redaction: the secrets that a run's recorder keeps out of everything it writes: what it looks for, and in which state
// of masking the job's streams are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lib/record/record.hpp"
#include "lib/redact/line_redactor.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

class Redaction {
 public:
  struct Options {
    bool on = true;
    std::string patterns{};  ///< a list (lib/pattern)
  };
  /// Looks for the shapes of well-known tokens, for `options.patterns`, for what this process' environment names a
  /// secret, and for what the options of the job's command line do.
  Redaction(const Options& options, const std::vector<std::string>& argv);
  Redaction(const Redaction&) = delete;  // the streams refer to the redactor
  Redaction& operator=(const Redaction&) = delete;

  /// Lets `words` look for what take() does, which believes Line::unwatched.
  void watch(LiteralFinder& words) const;
  /// `line` of one of the job's streams without its secrets: see LineRedactor, which also says how long it is valid.
  [[nodiscard]] const Line& take(Stream stream, const Line& line);
  /// The same of the lines that are not final, from the first on.
  void begin_look(Stream stream);
  [[nodiscard]] Line look(Stream stream, const Line& line);
  /// What the job printed is missing from here on, on both streams.
  void output_is_missing();
  [[nodiscard]] std::vector<std::string> masked(std::vector<std::string> argv) const;
  /// How many secrets take() has masked since the last call.
  [[nodiscard]] std::uint64_t count_masks();

 private:
  std::optional<redact::Redactor> redactor_;   ///< none: redaction is off
  std::vector<redact::LineRedactor> streams_;  ///< of stdout and stderr
};

}  // namespace logwrap
