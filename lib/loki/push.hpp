// The body of a push: protobuf as in Loki's pkg/push/push.proto, compressed as one snappy block.
//
//   PushRequest       { repeated StreamAdapter streams = 1; }
//   StreamAdapter     { string labels = 1; repeated EntryAdapter entries = 2; uint64 hash = 3; }
//   EntryAdapter      { google.protobuf.Timestamp timestamp = 1; string line = 2;
//                       repeated LabelPairAdapter structuredMetadata = 3; }
//   LabelPairAdapter  { string name = 1; string value = 2; }
//
// One stream a request, always: of several, the last one's success can hide that another was refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"

namespace logwrap {

inline constexpr const char* kPushPath = "/loki/api/v1/push";
inline constexpr const char* kPushContentType = "application/x-protobuf";

using MetadataPair = std::pair<std::string, std::string>;

struct Entry {
  UnixNanos ts = 0;
  std::string line;                    ///< valid UTF-8
  std::vector<MetadataPair> metadata;  ///< in order; names pass is_label_name, values are valid UTF-8
  bool operator==(const Entry&) const = default;
};

/// The whole of a push, as tests and doubles of a server want it.
struct Push {
  std::string labels;
  std::vector<Entry> entries;
  bool operator==(const Push&) const = default;
};

/// Appends the pairs as an entry carries them. What they encode to can be used for any number of entries.
void append_metadata(std::string& out, std::string_view name, std::string_view value);

/// Appends `ts`, `line` and the encoded pairs (append_metadata) as one EntryAdapter, with the field's number and length
/// before it: such texts, one after another, are a stream's entries.
void append_entry(std::string& out, UnixNanos ts, std::string_view line, std::string_view metadata);

/// A PushRequest of one stream, up to its entries: `entries` bytes of what append_entry gave, in order, are to follow.
[[nodiscard]] std::string push_head(std::string_view labels, std::size_t entries);

/// `push` and `more` behind it, as a body of Content-Type application/x-protobuf: one snappy block. The same bytes give
/// the same body, however they are parted.
[[nodiscard]] std::string compress(std::string_view push, std::string_view more = {});

/// Reads what compress gives of such a push, and any other push of at most one stream. Unknown fields are passed over.
/// `limit` bounds what it may decompress to, in bytes.
[[nodiscard]] Result<Push> decode_push(std::string_view body, std::size_t limit = 64 * 1024 * 1024);

}  // namespace logwrap
