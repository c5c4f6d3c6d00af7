#include "apps/logwrapctl/line_prefix.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "apps/logwrapctl/looks.hpp"
#include "lib/terminal/text_columns.hpp"

namespace logwrap {

namespace {

using terminal::columns_of;
using terminal::cut_to_columns;

constexpr std::size_t kMostWho = 18;    // columns
constexpr std::size_t kMostWhere = 20;  // the same

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return columns < width ? text + std::string(width - columns, ' ') : text;
}

std::vector<std::pair<std::string, Attributes>> known(const std::vector<SourceRun>& runs) {
  std::vector<std::pair<std::string, Attributes>> out;
  out.reserve(runs.size());
  for (const SourceRun& run : runs) out.emplace_back(run.id, run.attributes);
  return out;
}

}  // namespace

LinePrefix::LinePrefix(const std::vector<SourceRun>& runs, Colour colour)
    : runs_(runs), names_(names_of(known(runs))), colour_(colour) {
  std::vector<std::size_t> all(runs.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (all.empty()) return;
  who_width_ = columns_of(who(all));
  for (const std::size_t run : all) {
    who_width_ = std::max(who_width_, columns_of(who({run})));
    where_width_ = std::max(where_width_, columns_of(where({run})));
  }
  if (where_width_ > 0) where_width_ = std::max(where_width_, columns_of(where(all)));
}

std::string LinePrefix::who(const std::vector<std::size_t>& runs) const {
  std::vector<std::uint32_t> ranks;
  std::string texts;
  for (const std::size_t run : runs) {
    const RunName& name = names_.at(run);
    if (name.rank) ranks.push_back(*name.rank);
    texts += (texts.empty() ? "" : ",") + name.text;
  }
  const std::string text = "[" + (ranks.size() == runs.size() ? format_numbers(ranks) : texts) + "]";
  return columns_of(text) <= kMostWho ? text : "[" + std::to_string(runs.size()) + " runs]";
}

std::string LinePrefix::where(const std::vector<std::size_t>& runs) const {
  std::set<std::string> nodes;
  for (const std::size_t run : runs) nodes.insert(names_.at(run).node);
  if (nodes.size() > 1) return std::to_string(nodes.size()) + " nodes";
  return cut_to_columns(*nodes.begin(), kMostWhere);
}

std::string LinePrefix::of(const std::vector<std::size_t>& runs) const {
  const std::string text = padded(who(runs), who_width_);
  std::string out =
      colour_ == Colour::On ? coloured_by_number(text, names_.at(runs.front()).rank.value_or(runs.front())) : text;
  if (where_width_ == 0) return out + " ";
  const std::string node = padded(where(runs), where_width_);
  return out + " " + (colour_ == Colour::On ? dim(node) : node) + "  ";
}

std::string LinePrefix::heading(std::size_t run) const {
  const RunName& name = names_.at(run);
  std::string text = "==> " + runs_.at(run).id;
  if (name.rank) text += " rank " + std::to_string(*name.rank);
  if (!name.node.empty()) text += (name.rank ? ", node " : " node ") + name.node;
  text += " <==";
  return colour_ == Colour::On ? coloured_by_number(text, name.rank.value_or(run)) : text;
}

}  // namespace logwrap
