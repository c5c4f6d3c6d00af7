// Frames: what goes through the two pipes between the pump and the recorder. Both ends are the same program on the same
// machine, forked from one another, so integers are in native order and there is no version.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/journal/run_counts.hpp"
#include "lib/journal/run_end.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

enum class FrameType : std::uint8_t {
  // pump -> recorder
  Output,     ///< payload: bytes that the job wrote to `stream`
  Resize,     ///< payload: a ResizePayload
  Gap,        ///< payload: a GapPayload; what will never arrive here
  Settled,    ///< all that the job had printed before the last command is in the frames before this one
  StreamEnd,  ///< `stream` has ended: everything on it is final
  Ending,     ///< payload: an EndingPayload; the job was told to end: a kill of everything may follow
  JobEnd,     ///< payload: a JobEndPayload; nothing follows
  // recorder -> pump
  Notice,    ///< payload: a message for the user, one line
  Line,      ///< payload: a rendered line of `stream`, without its line end
  Rendered,  ///< payload: a u64, how many of `stream`'s bytes the lines sent so far stand for
};

struct ResizePayload {
  std::int32_t rows;
  std::int32_t columns;
};
struct GapPayload {
  std::uint64_t bytes = 0;       ///< of the job's output
  std::uint64_t line_feeds = 0;  ///< in them, and lines that a recorder had not committed when it died
  Drop reason = Drop::Stuck;     ///< Stuck or Crash
  std::uint8_t silence = 0;      ///< 1: the job has printed a command before, so another may be missing
  /// By stream, 1: the gap ends within a line, whose rest follows.
  std::array<std::uint8_t, 3> within_line{};
};
struct EndingPayload {
  std::int32_t signal = 0;  ///< that told it
};
struct JobEndPayload {
  std::int32_t code = 0;    ///< exit status, where signal is 0
  std::int32_t signal = 0;  ///< the signal that ended the job, or 0
  /// 1: processes that outlived the job still held its output when logwrap stopped waiting.
  std::uint8_t left_behind = 0;
  JobUsage usage{};
  SignalSender sender{};  ///< of the last signal that may have ended the job
};

struct FrameHeader {
  std::uint32_t size;  ///< of the payload, in bytes; at most kMaxFrameBytes
  FrameType type;
  Stream stream;
  std::uint16_t flags;  ///< of a Line: kLineContinued; else 0
  std::int64_t time;    ///< nanoseconds of BootClock
};
static_assert(sizeof(FrameHeader) == 16);

/// The line goes on in the stream's next Line frame.
inline constexpr std::uint16_t kLineContinued = 1;

inline constexpr std::uint32_t kMaxFrameBytes = 1024 * 1024;

struct Frame {
  FrameType type;
  Stream stream;
  std::uint16_t flags;
  Time time;
  std::string_view payload;  ///< points into the FrameReader: valid until its next call

  /// The payload as a trivially copyable T, or nothing where its size differs.
  template <class T>
  [[nodiscard]] std::optional<T> as() const;
};

[[nodiscard]] FrameHeader frame_header(FrameType type, Stream stream, Time time, std::size_t payload_size,
                                       std::uint16_t flags = 0);
void append_frame(std::string& out, FrameType type, Stream stream, Time time, std::string_view payload,
                  std::uint16_t flags = 0);

/// The bytes of a trivially copyable value, for a payload.
template <class T>
[[nodiscard]] std::string_view bytes_of(const T& value);

/// Cuts a byte stream into frames. Holds at most one incomplete frame and what was read beyond it.
class FrameReader {
 public:
  /// Room for `size` bytes to read into; commit() says how many arrived.
  [[nodiscard]] char* prepare(std::size_t size);
  void commit(std::size_t size) { end_ += size; }

  /// The next whole frame, or nothing until more bytes have come. A header that cannot be (its size is beyond the
  /// bound) makes corrupt() true and ends the stream: it says that the two ends disagree, a fault of the program.
  [[nodiscard]] std::optional<Frame> next();
  [[nodiscard]] bool corrupt() const { return corrupt_; }

 private:
  // At most kMaxFrameBytes + one read: beyond that the stream is corrupt. Not a string: that would write to every page
  // of it beforehand.
  std::unique_ptr<char[]> buffer_;
  std::size_t size_ = 0;  // of buffer_
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool corrupt_ = false;
};

}  // namespace logwrap

#include <cstring>
#include <type_traits>

template <class T>
std::optional<T> logwrap::Frame::as() const {
  static_assert(std::is_trivially_copyable_v<T>);
  if (payload.size() != sizeof(T)) return std::nullopt;
  T value{};
  std::memcpy(&value, payload.data(), sizeof(T));
  return value;
}

template <class T>
std::string_view logwrap::bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof(T)};
}
