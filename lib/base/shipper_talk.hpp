// What the pump and the shipper beside its job say to each other: lines of text, each a word and what belongs to it.
// They are two programs, so it is text that both can read whatever they were built from; what is not known is passed
// over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logwrap::shipper_talk {

// To the shipper, on its stdin. The end of it without a word: the pump has died.
inline constexpr std::string_view kDrain =
    "drain";                                       ///< with milliseconds: the run is over, send what is left until then
inline constexpr std::string_view kStop = "stop";  ///< end at once

// From the shipper, on its stdout.
inline constexpr std::string_view kSettled =
    "settled";  ///< with a number: records of the run that need not be sent any more
inline constexpr std::string_view kNotice = "notice";  ///< with a message for the user

struct Words {
  std::string word;
  std::string rest;  ///< behind the blank; may be empty
};

/// Cuts what comes into lines. A line that is longer than kMaxBytes is passed over.
class LineInput {
 public:
  [[nodiscard]] std::vector<Words> take(std::string_view bytes);

 private:
  static constexpr std::size_t kMaxBytes = 4096;
  std::string line_;  // at most kMaxBytes: what is longer is dropped up to its end
  bool too_long_ = false;
};

}  // namespace logwrap::shipper_talk
