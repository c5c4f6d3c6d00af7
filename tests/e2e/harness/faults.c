// Faults for logwrap's own processes, to be preloaded: what is in the directory LOGWRAP_TEST_FAULTS makes them happen.
// The job and every other program are left alone: a fault is for processes of one name.
//
//   errno  writing to a file fails with this number while it stands there
//   hang   writing to a file waits until this is gone; where it has text, to one whose name contains that
//   crash  writing to a file what contains this text is a crash
//   die    as crash, once: this is gone then
//   poor   who writes to a file gets no large piece of memory from then on
//   step   so many seconds are added to the time of day, for all programs called logwrap*
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int is_called(const char* prefix) {
  char name[16] = "";
  prctl(PR_GET_NAME, name, 0, 0, 0);
  return strncmp(name, prefix, strlen(prefix)) == 0;
}

// 0: there is no such file.
static int read_fault(const char* name, char* text, size_t size) {
  const char* directory = getenv("LOGWRAP_TEST_FAULTS");
  char path[512];
  if (directory == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE* file = fopen(path, "r");
  if (file == NULL) return 0;
  size_t got = fread(text, 1, size - 1, file);
  fclose(file);
  text[got] = '\0';
  return 1;
}

static int forget_fault(const char* name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", getenv("LOGWRAP_TEST_FAULTS"), name);
  return unlink(path);
}

static void crash(void) {
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

static int is_file(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static int has_in_its_name(int fd, const char* text) {
  char link[32], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, sizeof path);
  return size > 0 && memmem(path, (size_t)size, text, strlen(text)) != NULL;
}

static int poor = 0;
void* __libc_malloc(size_t size);

void* malloc(size_t size) {
  if (poor && size > 64 * 1024) {
    errno = ENOMEM;
    return NULL;
  }
  return __libc_malloc(size);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  char text[64];
  if ((is_called("logwrap-record") || is_called("logwrap-end")) && is_file(fd)) {
    if (read_fault("crash", text, sizeof text) && memmem(bytes, size, text, strlen(text)) != NULL) crash();
    if (read_fault("die", text, sizeof text) && memmem(bytes, size, text, strlen(text)) != NULL && forget_fault("die") == 0)
      crash();
    if (read_fault("poor", text, sizeof text)) poor = 1;
    const struct timespec moment = {0, 10 * 1000 * 1000};
    while (read_fault("hang", text, sizeof text) && has_in_its_name(fd, text)) nanosleep(&moment, NULL);
    if (read_fault("errno", text, sizeof text)) {
      errno = atoi(text);
      return -1;
    }
  }
  return syscall(SYS_write, fd, bytes, size);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  char text[64];
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_REALTIME && is_called("logwrap") && read_fault("step", text, sizeof text))
    time->tv_sec += atol(text);
  return result;
}
