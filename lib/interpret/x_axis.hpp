// XAxis: which value of a run's metadata the others are plotted over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/interpret/metadata.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// Whether the field can be a place on an axis: a finite number, and as an integer within 64 bits.
[[nodiscard]] bool is_x_value(const MetadataField& field);

/// Fed entry by entry, it answers the first of these that there is, and of several the first by name (byte by byte):
///   1. the key `progress`
///   2. the key `epoch`
///   3. increasing integers
///   4. increasing numbers
///   5. integers that are monotone in either direction
///   6. numbers that are monotone in either direction
///   7. any numbers
/// Increasing means never smaller and not constant, and so does monotone; an integer is what is printed as one (3, not
/// 3.0). A key is judged by the entries in which it is an X value, however few; in all others it is as good as missing.
class XAxis {
 public:
  /// Keys that are watched. What comes beyond is never chosen, but for `progress` and `epoch`.
  static constexpr std::size_t kMaxKeys = 1000;

  XAxis() = default;
  XAxis(const XAxis&) = delete;  // in_order_ points into keys_
  XAxis& operator=(const XAxis&) = delete;
  XAxis(XAxis&&) = default;
  XAxis& operator=(XAxis&&) = default;

  void add(const Metadata& entry);
  /// What is added from now on is another run's: values go up or down within each run, and a key has to in all of them.
  void next_run();

  /// The key chosen over all entries so far; nothing as long as none had an X value. Valid until the axis ends.
  [[nodiscard]] std::optional<std::string_view> key() const;
  /// The place of `entry` on the axis as it is chosen now; nothing where the entry has no X value of that key.
  [[nodiscard]] std::optional<X> x_of(const Metadata& entry) const;
  /// How often a key was not watched for want of room.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  struct Watched {
    bool seen = false;
    long double last = 0;
    bool integers = true;  // so far, as the following
    bool never_smaller = true;
    bool never_larger = true;

    void add(const JsonNumber& number);
    [[nodiscard]] int step() const;
  };

  using Keys = std::map<std::string, Watched, std::less<>>;

  /// Nothing where there is no room.
  Keys::value_type* watch(std::string_view key);

  Keys keys_;
  /// Of the last entry's X values, where they are watched: jobs print the same keys in the same order again and again.
  /// At most MetadataParser::kMaxFields.
  std::vector<Keys::value_type*> in_order_;
  std::uint64_t left_out_ = 0;
};

}  // namespace logwrap
