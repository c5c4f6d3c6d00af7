#include "lib/config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "lib/base/printer.hpp"
#include "lib/config/quote.hpp"
#include "lib/config/yaml_text.hpp"

namespace logwrap {

namespace {

constexpr const char* kOneALine = "; write one \"key: value\" a line";

Position position(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

/// Takes the parser's events, not its tree: a tree keeps the first of two equal keys, follows aliases, and holds
/// whatever size of list somebody put in. After the first problem everything is passed over.
class MappingReader final : public YAML::EventHandler {
 public:
  explicit MappingReader(std::string_view text) : text_(text) {}

  [[nodiscard]] const std::optional<YamlProblem>& problem() const { return problem_; }
  [[nodiscard]] std::vector<YamlEntry> take_entries() { return std::move(entries_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(position(mark), "a second document starts here; only one is read");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (problem_ || refuse_anchor(mark, anchor) || depth_ == 0) return;  // at depth 0: the document is empty
    if (!key_) return fail(position(mark), std::string("a key is missing") + kOneALine);
    fail(key_->key_at, quoted_value(key_->key) + " has no value; give it one, or remove the line");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (problem_ || refuse_anchor(mark, anchor) || refuse_tag(mark, tag)) return;
    if (tag == "!" && opens_unclosed_quotation(text_, position(mark))) {
      return fail(position(mark), "this quotation mark is not closed");
    }
    if (depth_ == 0) return fail(position(mark), std::string("this is not a mapping") + kOneALine);
    if (!key_) return begin_entry(mark, value);
    key_->value = value;
    key_->value_at = position(mark);
    entries_.push_back(*std::move(key_));
    key_.reset();
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    refuse_collection(mark, "a list");
  }
  void OnSequenceEnd() override {}

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    if (problem_ || refuse_anchor(mark, anchor) || refuse_tag(mark, tag)) return;
    if (depth_ > 0) return refuse_collection(mark, "a mapping");
    ++depth_;
  }
  void OnMapEnd() override {}

 private:
  void fail(Position at, std::string message) {
    if (!problem_) problem_ = YamlProblem{at, std::move(message)};
  }

  bool refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) fail(position(mark), "anchors and aliases (& and *) are not read; write the value");
    return problem_.has_value();
  }

  bool refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    const bool own = !tag.empty() && tag != "?" && tag != "!";  // the parser's marks of plain and quoted text
    if (own) fail(position(mark), "type tags (!...) are not read; write the value alone");
    return own;
  }

  void refuse_collection(const YAML::Mark& mark, const std::string& what) {
    if (problem_) return;
    if (depth_ == 0) return fail(position(mark), "this is " + what + ", not a mapping" + kOneALine);
    if (!key_)
      return fail(position(mark), what + " stands where a key should, or its bracket is not closed" + kOneALine);
    fail(position(mark), quoted_value(key_->key) + " is " + what + "; it takes a single value");
  }

  void begin_entry(const YAML::Mark& mark, const std::string& name) {
    const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.key == name; });
    if (same != entries_.end()) {
      return fail(position(mark), quoted_value(name) + " is given twice, first in line " +
                                      std::to_string(same->key_at.line) + "; keep one of them");
    }
    key_ = YamlEntry{name, "", position(mark), {}};
  }

  std::string_view text_;  // what the parser reads
  std::vector<YamlEntry> entries_;
  std::optional<YamlEntry> key_;  // whose value comes next
  std::optional<YamlProblem> problem_;
  int depth_ = 0;  // 1 within the mapping; what lies deeper is a problem already
  int documents_ = 0;
};

}  // namespace

void throw_exception_from_error(const YamlProblem& problem, const boost::source_location&) {
  throw std::runtime_error(problem.message);
}

YamlMapping read_yaml_mapping(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (auto problem = text_problem(text)) return *std::move(problem);
  std::istringstream stream{std::string(text)};
  MappingReader reader(text);
  try {
    YAML::Parser parser(stream);
    while (!reader.problem() && parser.HandleNextDocument(reader)) {
    }
  } catch (const YAML::Exception& error) {
    // What was found before the parser gave up stands further up in the file.
    const std::string message = "not YAML: " + error.msg + kOneALine;
    if (!reader.problem()) return YamlProblem{clamped(position(error.mark), text), printable(message, Tabs::Escape)};
  }
  if (reader.problem()) return *reader.problem();
  return reader.take_entries();
}

}  // namespace logwrap
