#include "lib/config/quote.hpp"

#include "lib/base/printer.hpp"
#include "lib/base/utf8.hpp"

namespace logwrap {

std::string quoted_value(std::string_view text, std::size_t max_bytes) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = decode_utf8(text.substr(end)).length;
    if (end + length > max_bytes) break;
    end += length;
  }
  return '"' + printable(text.substr(0, end), Tabs::Escape) + (end < text.size() ? "...\"" : "\"");
}

}  // namespace logwrap
