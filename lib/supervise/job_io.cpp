#include "lib/supervise/job_io.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

constexpr std::array<Stream, 2> kStreams{Stream::Stdout, Stream::Stderr};

/// Of a job whose output is piped: nobody else tells its width.
Result<OpenedStream> open_pipe(Stream stream, Size size) {
  Result<PipeEnds> pipe = make_pipe();
  if (!pipe) return pipe.error();
  ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  return OpenedStream{stream, StreamKind::Pipe, size, std::move(pipe->read), std::move(pipe->write)};
}

Result<OpenedStream> open_pty(Stream stream, Result<Pty> pty, Size size) {
  if (!pty) return pty.error();
  return OpenedStream{stream, StreamKind::Pty, size, std::move(pty->master), std::move(pty->slave)};
}

Result<JobIo> open_interactive() {
  JobIo io;
  io.interactive = true;
  std::optional<OuterTerminal> outer = OuterTerminal::attach(STDIN_FILENO);
  if (!outer) return errno_error("cannot read the terminal's mode");
  io.outer.emplace(std::move(*outer));
  const Size size = io.outer->size();
  Result<OpenedStream> stream = open_pty(Stream::Stdout, Pty::open_like(io.outer->original(), size), size);
  if (!stream) return stream.error();
  io.streams.push_back(std::move(*stream));
  return io;
}

Result<JobIo> open_batch(const StdioPlan& plan, const Config& config) {
  JobIo io;
  for (std::size_t i = 0; i < kStreams.size(); ++i) {
    if (plan.streams[i] == StreamKind::Closed) continue;
    const Size size = size_for(STDOUT_FILENO + static_cast<int>(i), config);
    Result<OpenedStream> stream = plan.streams[i] == StreamKind::Pipe
                                      ? open_pipe(kStreams[i], size)
                                      : open_pty(kStreams[i], Pty::open_exact(size), size);
    if (!stream) return stream.error();
    io.streams.push_back(std::move(*stream));
  }
  return io;
}

}  // namespace

Size size_for(int fd, const Config& config) {
  const Result<Size> own = terminal_size(fd);
  return own ? *own : Size{config.window_rows, config.window_columns};
}

Result<JobIo> open_job_io(StdioPlan plan, const Config& config) {
  Result<JobIo> io = plan.interactive ? open_interactive() : open_batch(plan, config);
  if (io) return io;
  const std::string reason = describe(io.error());
  for (StreamKind& stream : plan.streams) {
    if (stream == StreamKind::Pty) stream = StreamKind::Pipe;
  }
  Result<JobIo> pipes = open_batch(plan, config);
  if (pipes) pipes->fallback = reason;
  return pipes;
}

}  // namespace logwrap
