#include "lib/interpret/block_rules.hpp"

#include <array>

#include "lib/interpret/block_text.hpp"
#include "lib/pattern/pattern_list.hpp"

namespace logwrap {

namespace {

constexpr auto kAnchors = std::to_array<BlockAnchor>({
    {"Traceback (most recent call last)", begins_python_traceback},
    {"Exception in thread ", begins_python_announced},
    {"Exception ignored in", begins_python_announced},
    {"RemoteTraceback:", begins_python_announced},
    {"Process ", begins_python_announced},
    {"Warning: ", begins_python_warning},
    {"Fatal Python error: ", begins_fault_dump},
    {"Timeout (", begins_fault_dump},
    {"(most recent call first)", begins_fault_dump},
    {"terminate called ", begins_terminate},
    {"Exception raised from ", begins_frames},
    {"Watchdog caught ", begins_frames},
    {"terminated with exception", begins_frames},
    {"NCCL error", begins_frames},
    {" Assertion `", begins_cuda_assertions},
    {"panicked at ", begins_rust_panic},
    {"panic: ", begins_go_panic},
    {"fatal error: ", begins_go_panic},
    {"Exception", begins_java_trace},
    {"Error", begins_java_trace},
});

class OwnBlock final : public Block {
 public:
  explicit OwnBlock(const OwnBlockRule& rule) : Block(std::nullopt), rule_(rule) {}
  Fit next(std::string_view line) override {
    if (re2::RE2::PartialMatch(piece(line), *rule_.begins)) return Fit::No;  // another one begins
    const bool fits =
        rule_.goes_on ? re2::RE2::PartialMatch(piece(line), *rule_.goes_on) : block_text::is_indented(line);
    return fits ? Fit::Yes : Fit::No;
  }

 private:
  const OwnBlockRule& rule_;
};

}  // namespace

BlockRules::BlockRules(std::string_view own) {
  for (std::size_t i = 0; i < kAnchors.size(); ++i) anchors_.add(std::string(kAnchors[i].text), i);
  each_line(own, [this](std::string_view line, int) {
    const PatternRule patterns = rule_of(line);
    OwnBlockRule rule{compiled(patterns.begins), patterns.goes_on ? compiled(*patterns.goes_on) : nullptr};
    if (rule.begins->ok() && (!rule.goes_on || rule.goes_on->ok())) own_.push_back(std::move(rule));
  });
}

BlockStart BlockRules::begins(std::string_view line) const {
  for (const OwnBlockRule& rule : own_) {
    if (re2::RE2::PartialMatch(piece(line), *rule.begins)) return {std::make_unique<OwnBlock>(rule), 0};
  }
  BlockStart start;
  anchors_.find(line, [&start, line](std::size_t id, std::string_view, std::size_t at) {
    if (!start.block) start = kAnchors.at(id).begins(line, at);
  });
  return start;
}

}  // namespace logwrap
