// A job for the secrets test: writes the bytes of a file to stdout and stderr as its steps say, each step with one
// write(2).
//
//   say FILE      FILE holds steps: a byte '1' or '2' (the stream), a u32 of milliseconds to wait before, a u32 length
//                 (both little-endian), and as many bytes
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace {

std::string contents(const char* path) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  std::string bytes;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(fd, buffer, sizeof buffer)) > 0;) bytes.append(buffer, static_cast<size_t>(got));
  ::close(fd);
  return bytes;
}

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

void write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(fd, bytes, size);
    if (written <= 0) ::_exit(9);
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string steps = contents(argv[1]);
  for (std::size_t at = 0; at + 9 <= steps.size();) {
    const std::uint32_t wait = number_at(steps, at + 1);
    const std::uint32_t size = number_at(steps, at + 5);
    const timespec time{static_cast<time_t>(wait / 1000), static_cast<long>(wait % 1000) * 1'000'000};
    if (wait > 0) ::nanosleep(&time, nullptr);
    write_all(steps[at] - '0', steps.data() + at + 9, size);
    at += 9 + size;
  }
  return 0;
}
