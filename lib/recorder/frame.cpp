#include "lib/recorder/frame.hpp"

namespace logwrap {

FrameHeader frame_header(FrameType type, Stream stream, Time time, std::size_t payload_size, std::uint16_t flags) {
  return {static_cast<std::uint32_t>(payload_size), type, stream, flags, time.time_since_epoch().count()};
}

void append_frame(std::string& out, FrameType type, Stream stream, Time time, std::string_view payload,
                  std::uint16_t flags) {
  const FrameHeader header = frame_header(type, stream, time, payload.size(), flags);
  out += bytes_of(header);
  out += payload;
}

char* FrameReader::prepare(std::size_t size) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ + size > size_ && begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + size > size_) {
    size_ = end_ + size;
    auto larger = std::make_unique_for_overwrite<char[]>(size_);
    if (end_ > 0) std::memcpy(larger.get(), buffer_.get(), end_);
    buffer_ = std::move(larger);
  }
  return buffer_.get() + end_;
}

std::optional<Frame> FrameReader::next() {
  if (corrupt_ || end_ - begin_ < sizeof(FrameHeader)) return std::nullopt;
  FrameHeader header{};
  std::memcpy(&header, buffer_.get() + begin_, sizeof(header));
  if (header.size > kMaxFrameBytes) {
    corrupt_ = true;
    return std::nullopt;
  }
  if (end_ - begin_ < sizeof(header) + header.size) return std::nullopt;
  const std::string_view payload(buffer_.get() + begin_ + sizeof(header), header.size);
  begin_ += sizeof(header) + header.size;
  return Frame{header.type, header.stream, header.flags, Time(std::chrono::nanoseconds(header.time)), payload};
}

}  // namespace logwrap
