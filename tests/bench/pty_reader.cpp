// What a recorder on a pty cannot be faster than: runs a command at a pty whose output is not processed, as logwrap
// does in batch, and reads to the end of output, doing nothing with it.
//
// usage: pty_reader COMMAND [ARG...]
// Exit status: the command's, or 1.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace {

int open_slave(int master) {
  if (grantpt(master) != 0 || unlockpt(master) != 0) return -1;
  const int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios modes{};
  if (slave < 0 || tcgetattr(slave, &modes) != 0) return -1;
  modes.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  return tcsetattr(slave, TCSANOW, &modes) == 0 ? slave : -1;
}

pid_t start(char** command, int slave) {
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(slave, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  return pid;
}

void drain(int master) {
  static std::array<char, 65536> buffer;
  while (read(master, buffer.data(), buffer.size()) > 0) {
  }  // EIO: the last slave was closed
}

}  // namespace

int main(int argc, char** argv) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  const int slave = master < 0 ? -1 : open_slave(master);
  if (argc < 2 || slave < 0) {
    std::perror("pty_reader");
    return 1;
  }
  const pid_t pid = start(argv + 1, slave);
  close(slave);
  if (pid < 0) return 1;
  drain(master);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
