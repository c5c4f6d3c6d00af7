#include "lib/loki/push.hpp"

#include <snappy-sinksource.h>
#include <snappy.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>

#include "lib/base/utf8.hpp"

namespace logwrap {

namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

// Field numbers of push.proto.
constexpr protozero::pbf_tag_type kStreams = 1;
constexpr protozero::pbf_tag_type kLabels = 1;
constexpr protozero::pbf_tag_type kEntries = 2;
constexpr protozero::pbf_tag_type kTimestamp = 1;
constexpr protozero::pbf_tag_type kLine = 2;
constexpr protozero::pbf_tag_type kMetadata = 3;
constexpr protozero::pbf_tag_type kSeconds = 1;
constexpr protozero::pbf_tag_type kNanos = 2;
constexpr protozero::pbf_tag_type kName = 1;
constexpr protozero::pbf_tag_type kValue = 2;

/// A name and a value that are no longer are added as one.
constexpr std::size_t kSmallText = 64;

constexpr std::int64_t kNanosInSecond = 1'000'000'000;

/// As protozero::length_of_varint, which counts in a loop.
constexpr std::size_t size_of_varint(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

/// Of a field that is a text or a message: its number (which is less than 16), its length, and what it holds.
constexpr std::size_t size_of_field(std::size_t size) {
  return 1 + size_of_varint(size) + size;
}

struct Timestamp {
  std::int64_t seconds;
  std::int32_t nanos;

  explicit Timestamp(UnixNanos ts)
      : seconds(ts / kNanosInSecond), nanos(static_cast<std::int32_t>(ts % kNanosInSecond)) {
    if (nanos >= 0) return;  // of times before 1970 too the nanoseconds count forwards
    nanos += static_cast<std::int32_t>(kNanosInSecond);
    --seconds;
  }
  [[nodiscard]] std::size_t size() const {
    return 2 + size_of_varint(static_cast<std::uint64_t>(seconds)) + size_of_varint(static_cast<std::uint64_t>(nanos));
  }
};

/// The small fields of an entry, and the beginnings of the large ones, put together in place: protozero's writer adds
/// to a string byte by byte, and moves a message whose size it learns only at the end.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): buffer_ is not worth being zeroed
class SmallFields {
 public:
  /// A text or a message of `size` bytes, which are to follow.
  void begin(protozero::pbf_tag_type number, std::size_t size) {
    add(number, protozero::pbf_wire_type::length_delimited, size);
  }
  /// The same where `size` is less than 128, and so one byte.
  void begin_small(protozero::pbf_tag_type number, std::size_t size) {
    buffer_[size_++] = tag(number, protozero::pbf_wire_type::length_delimited);
    buffer_[size_++] = static_cast<char>(size);
  }
  void varint(protozero::pbf_tag_type number, std::uint64_t value) {
    add(number, protozero::pbf_wire_type::varint, value);
  }
  /// What was begun, where it is no more than kSmallText.
  void text(std::string_view text) { size_ += text.copy(buffer_ + size_, text.size()); }
  [[nodiscard]] std::string_view view() const { return {buffer_, size_}; }

 private:
  static char tag(protozero::pbf_tag_type number, protozero::pbf_wire_type type) {
    return static_cast<char>(number << 3 | static_cast<std::uint32_t>(type));
  }
  void add(protozero::pbf_tag_type number, protozero::pbf_wire_type type, std::uint64_t value) {
    buffer_[size_++] = tag(number, type);
    size_ += static_cast<std::size_t>(protozero::add_varint_to_buffer(buffer_ + size_, value));
  }

  char buffer_[64 + kSmallText];  // five fields of at most 11 bytes, and texts
  std::size_t size_ = 0;
};

/// Two texts as one, to be read where they stand.
class Joined final : public snappy::Source {
 public:
  Joined(std::string_view first, std::string_view second) : first_(first), second_(second) {}
  [[nodiscard]] std::size_t Available() const override { return first_.size() + second_.size(); }
  const char* Peek(std::size_t* size) override {
    const std::string_view next = first_.empty() ? second_ : first_;
    *size = next.size();
    return next.data();
  }
  void Skip(std::size_t size) override {
    const std::size_t of_first = std::min(size, first_.size());
    first_.remove_prefix(of_first);
    second_.remove_prefix(size - of_first);
  }

 private:
  std::string_view first_;
  std::string_view second_;
};

Error malformed(const char* what) {
  return Error{std::make_error_code(std::errc::illegal_byte_sequence), std::string("not a push: ") + what};
}

/// Found malformed by what protozero does not look at.
struct Malformed {
  const char* what;
};

std::string text_of(pbf_reader& field) {
  const protozero::data_view view = field.get_view();
  std::string text(view.data(), view.size());
  if (valid_utf8(text) != text) throw Malformed{"a text that is not UTF-8"};
  return text;
}

UnixNanos read_timestamp(pbf_reader timestamp) {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  while (timestamp.next()) {
    if (timestamp.tag_and_type() == tag_and_type(kSeconds, protozero::pbf_wire_type::varint)) {
      seconds = timestamp.get_int64();
    } else if (timestamp.tag_and_type() == tag_and_type(kNanos, protozero::pbf_wire_type::varint)) {
      nanos = timestamp.get_int32();
    } else {
      timestamp.skip();
    }
  }
  UnixNanos ts = 0;
  if (nanos < 0 || nanos >= kNanosInSecond) throw Malformed{"nanoseconds beyond a second"};
  if (seconds < 0) {  // so that the lowest representable time does not overflow on the way
    ++seconds;
    nanos -= kNanosInSecond;
  }
  if (__builtin_mul_overflow(seconds, kNanosInSecond, &ts) || __builtin_add_overflow(ts, nanos, &ts)) {
    throw Malformed{"a time out of range"};
  }
  return ts;
}

constexpr auto kText = protozero::pbf_wire_type::length_delimited;

MetadataPair read_pair(pbf_reader pair) {
  MetadataPair out;
  while (pair.next()) {
    if (pair.tag_and_type() == tag_and_type(kName, kText)) {
      out.first = text_of(pair);
    } else if (pair.tag_and_type() == tag_and_type(kValue, kText)) {
      out.second = text_of(pair);
    } else {
      pair.skip();
    }
  }
  return out;
}

Entry read_entry(pbf_reader entry) {
  Entry out;
  while (entry.next()) {
    if (entry.tag_and_type() == tag_and_type(kTimestamp, kText)) {
      out.ts = read_timestamp(entry.get_message());
    } else if (entry.tag_and_type() == tag_and_type(kLine, kText)) {
      out.line = text_of(entry);
    } else if (entry.tag_and_type() == tag_and_type(kMetadata, kText)) {
      out.metadata.push_back(read_pair(entry.get_message()));
    } else {
      entry.skip();
    }
  }
  return out;
}

Push read_stream(pbf_reader stream) {
  Push out;
  while (stream.next()) {
    if (stream.tag_and_type() == tag_and_type(kLabels, kText)) {
      out.labels = text_of(stream);
    } else if (stream.tag_and_type() == tag_and_type(kEntries, kText)) {
      out.entries.push_back(read_entry(stream.get_message()));
    } else {
      stream.skip();
    }
  }
  return out;
}

Push read_push(pbf_reader request) {
  Push out;
  bool seen = false;
  while (request.next()) {
    if (request.tag_and_type() != tag_and_type(kStreams, kText)) {
      request.skip();
      continue;
    }
    if (seen) throw Malformed{"more than one stream"};
    seen = true;
    out = read_stream(request.get_message());
  }
  return out;
}

}  // namespace

void append_metadata(std::string& out, std::string_view name, std::string_view value) {
  if (name.size() + value.size() <= kSmallText) {
    SmallFields pair;
    pair.begin_small(kMetadata, 4 + name.size() + value.size());
    pair.begin_small(kName, name.size());
    pair.text(name);
    pair.begin_small(kValue, value.size());
    pair.text(value);
    out += pair.view();
    return;
  }
  SmallFields pair;
  pair.begin(kMetadata, size_of_field(name.size()) + size_of_field(value.size()));
  pair.begin(kName, name.size());
  (out += pair.view()) += name;
  SmallFields second;
  second.begin(kValue, value.size());
  (out += second.view()) += value;
}

void append_entry(std::string& out, UnixNanos ts, std::string_view line, std::string_view metadata) {
  const Timestamp time(ts);
  SmallFields fields;
  fields.begin(kEntries, size_of_field(time.size()) + size_of_field(line.size()) + metadata.size());
  fields.begin(kTimestamp, time.size());
  fields.varint(kSeconds, static_cast<std::uint64_t>(time.seconds));
  fields.varint(kNanos, static_cast<std::uint64_t>(time.nanos));
  fields.begin(kLine, line.size());
  ((out += fields.view()) += line) += metadata;
}

std::string push_head(std::string_view labels, std::size_t entries) {
  std::string out;
  pbf_writer request(out);
  pbf_writer stream(request, kStreams, size_of_field(labels.size()) + entries);
  stream.add_string(kLabels, labels.data(), labels.size());
  return out;
}

std::string compress(std::string_view push, std::string_view more) {
  Joined source(push, more);
  const std::unique_ptr<char[]> buffer(new char[snappy::MaxCompressedLength(source.Available())]);  // not zeroed
  snappy::UncheckedByteArraySink sink(buffer.get());
  return {buffer.get(), snappy::Compress(&source, &sink)};
}

Result<Push> decode_push(std::string_view body, std::size_t limit) {
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(body.data(), body.size(), &size)) return malformed("not snappy's block format");
  if (size > limit) return malformed("it decompresses to too much");
  std::string push;
  if (!snappy::Uncompress(body.data(), body.size(), &push)) return malformed("not snappy's block format");
  try {
    return read_push(pbf_reader(push));
  } catch (const Malformed& problem) {
    return malformed(problem.what);
  } catch (const protozero::exception&) {
    return malformed("not protobuf");
  }
}

}  // namespace logwrap
