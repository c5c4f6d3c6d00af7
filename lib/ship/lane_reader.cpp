#include "lib/ship/lane_reader.hpp"

namespace logwrap {

LaneReader::LaneReader(const Run& run, const RunStreams& streams, const StreamId& lane, std::uint64_t from)
    : reader_(run), at_(from) {
  reader_.select(
      [&streams, lane](const RecordHead& head) { return streams.stream_of(head.stream, head.kind) == lane; });
  reader_.seek(from);
}

LaneReader::State LaneReader::peek(JournalReader::Writer writer) {
  while (!holds_) {
    switch (reader_.next(writer)) {
      case JournalReader::State::Record:
        holds_ = true;
        at_ = reader_.record().seq;
        break;
      case JournalReader::State::Note:
        break;  // what is missing is counted where the whole journal is read
      case JournalReader::State::Passed:
        return State::Busy;
      case JournalReader::State::Wait:
      case JournalReader::State::End:
        return State::AtEnd;
    }
  }
  return State::Record;
}

void LaneReader::pop() {
  holds_ = false;
  at_ = reader_.record().seq + 1;
}

}  // namespace logwrap
