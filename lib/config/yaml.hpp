// The part of YAML that a configuration is written in: one document, one mapping, every value a single word or string.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace logwrap {

/// Both from 1; the column counts bytes.
struct Position {
  int line = 1;
  int column = 1;
  bool operator==(const Position&) const = default;
};

struct YamlEntry {
  std::string key;
  std::string value;
  Position key_at;
  Position value_at;
};

struct YamlProblem {
  Position at;
  std::string message;  ///< printable; what is wrong and, where that is not plain, what to do
};

using YamlMapping = boost::system::result<std::vector<YamlEntry>, YamlProblem>;

[[noreturn]] void throw_exception_from_error(const YamlProblem& problem, const boost::source_location& where);

/// The entries of `text` in its order, each key once. An empty document has none. A problem are: bytes that are not
/// UTF-8, NULs and other control characters, tabs that indent, broken syntax, a document that is no mapping, a second
/// document, a key given twice, a value that is a list, a mapping or missing, anchors, aliases and type tags. Time and
/// room grow with the length of `text`, which the caller bounds.
[[nodiscard]] YamlMapping read_yaml_mapping(std::string_view text);

}  // namespace logwrap
