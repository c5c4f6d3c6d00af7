#include "lib/supervise/job_output.hpp"

#include <unistd.h>

#include <algorithm>

namespace logwrap {

JobOutput::JobOutput(boost::asio::io_context& io, const Config& config, Handlers handlers)
    : io_(io), config_(config), handlers_(std::move(handlers)) {}

void JobOutput::open(JobIo& io) {
  interactive_ = io.interactive;
  const JobStream::Handlers handlers{[this](JobStream& stream, std::string_view bytes) { printed(stream, bytes); },
                                     [this](JobStream& stream) { end(stream); },
                                     [this](const JobStream& stream) { return may_read(stream); },
                                     [this] {
                                       resume();
                                       handlers_.written();
                                     },
                                     handlers_.reader_gone,
                                     handlers_.lost};
  for (OpenedStream& opened : io.streams) {
    const int out = opened.stream == Stream::Stdout ? STDOUT_FILENO : STDERR_FILENO;
    streams_.push_back(
        std::make_unique<JobStream>(io_, opened.stream, opened.kind, std::move(opened.source), out, handlers));
  }
}

void JobOutput::resume() {
  for (const auto& stream : streams_) stream->resume();
  if (recording_ != nullptr) recording_->take_more();
}

bool JobOutput::has_room() const {
  return std::ranges::all_of(streams_, [](const auto& stream) { return stream->outlet().has_room(); });
}

bool JobOutput::drained() const {
  return std::ranges::all_of(streams_, [](const auto& stream) { return stream->drained(); });
}

bool JobOutput::may_read(const JobStream& stream) const {
  const bool recorder_ready = recording_ == nullptr || recording_->has_room();
  return recorder_ready && stream.outlet().has_room();
}

bool JobOutput::all_written() const {
  return std::ranges::all_of(streams_, [](const auto& stream) { return stream->outlet().idle(); });
}

bool JobOutput::any_open() const {
  return std::ranges::any_of(streams_, [](const auto& stream) { return stream->open(); });
}

JobStream* JobOutput::find(Stream stream) const {
  const auto found = std::ranges::find_if(streams_, [stream](const auto& one) { return one->stream() == stream; });
  return found == streams_.end() ? nullptr : found->get();
}

void JobOutput::printed(JobStream& stream, std::string_view bytes) {
  if (recording_ != nullptr) recording_->output(stream.stream(), bytes, stream.last_output());
  if (config_.passthrough == Passthrough::None) return;
  if (passes_lines_on() && recording_ != nullptr && !recording_->given_up()) {
    stream.tail().printed(bytes);
  } else {
    stream.outlet().write(bytes);
  }
}

void JobOutput::end(JobStream& stream) {
  stream.close();
  if (recording_ != nullptr) recording_->stream_ended(stream.stream(), BootClock::now());
  handlers_.ended();
}

bool JobOutput::passes_lines_on() const {
  return config_.passthrough == Passthrough::Rendered && !interactive_;
}

void JobOutput::pass_on_line(Stream stream, std::string_view line, bool continued) {
  JobStream* found = find(stream);
  if (found == nullptr || !passes_lines_on()) return;
  found->outlet().write(line);
  if (!continued) found->outlet().write("\n");
}

void JobOutput::rendered(Stream stream, std::uint64_t bytes) {
  if (JobStream* found = find(stream)) found->tail().rendered(bytes);
}

void JobOutput::pass_on_tails() {
  if (!passes_lines_on()) return;
  for (const auto& stream : streams_) stream->outlet().write(stream->tail().take());
}

std::vector<Leftover> JobOutput::leftovers() const {
  std::vector<Leftover> left;
  const bool passed_on = config_.passthrough != Passthrough::None;
  for (const auto& stream : streams_) {
    if (stream->open()) left.push_back({stream->source(), passed_on ? stream->outlet().fd() : -1});
  }
  return left;
}

}  // namespace logwrap
