// Placement: which of a run's attributes are labels of its streams and which structured metadata of its entries.
//
// Labels are indexed, and each combination of their values is a stream: they have to be few and bounded. Structured
// metadata may be anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/identity/attributes.hpp"
#include "lib/identity/labels.hpp"

namespace logwrap {

/// One item of the setting that changes what the labels are.
struct LabelChange {
  enum class What {
    Set,     ///< `name=value`: a label of that value, whatever was detected
    Label,   ///< `name`: this attribute is a label, if it was detected
    Demote,  ///< `-name`: this attribute is structured metadata
  };
  What what = What::Set;
  std::string name;
  std::string value;  ///< of Set only
  bool operator==(const LabelChange&) const = default;
};

/// Whether it is the name of something that entries have one by one, or that Loki adds to them. Wherever stream and
/// kind are, they are among these. It says nothing of a run, and nobody can set it for one.
[[nodiscard]] bool is_of_the_entry(std::string_view name);

/// Reads "team=vision, node, -rank". White space around items is passed over, an empty text is no change. A value ends
/// at the next comma. No item may be of the entry (stream and kind may be demoted), or set the run's id, by which it is
/// found. The Error's message says what is wrong with which item, printable.
[[nodiscard]] Result<std::vector<LabelChange>> parse_label_changes(std::string_view text);

/// Where the two properties that differ from record to record go.
enum class Place { Label, Metadata };

struct Placement {
  LabelSet labels;    ///< the same for every stream of the run; `stream`, `kind` and `late` come on top
  LabelSet metadata;  ///< the same for every entry of the run
  Place stream = Place::Label;
  Place kind = Place::Label;
  bool operator==(const Placement&) const = default;
};

/// By default labels are service_name, cluster, user, rank, stream and kind; where the attributes name a pod namespace,
/// pod, container and app instead of user and rank. All else is structured metadata. An Error, meant for the user:
/// more than kMaxLabels labels, the one called `late` and Loki's own service_name counted.
[[nodiscard]] Result<Placement> place(const Attributes& attributes, const std::vector<LabelChange>& changes);

}  // namespace logwrap
