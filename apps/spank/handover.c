#define _GNU_SOURCE
#include "apps/spank/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* lib/supervise/adopt.hpp says what the one message is: a digit, variables, up to two descriptors. */
enum { MESSAGE_BYTES = 4096, MOST_STREAMS = 2 };

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

/* True once something is to be read, or will never be. */
static bool wait_readable(int fd, int seconds) {
  const long deadline = now_ms() + seconds * 1000L;
  for (;;) {
    const long left = deadline - now_ms();
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    const int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

/* `logwrap FIRST options -- argv`, to be freed; its words are not. */
static char** command_line(const struct handover* handover, const char* first) {
  size_t words = 4;
  for (const char* const* word = handover->options; *word != NULL; ++word) ++words;
  for (const char* const* word = handover->argv; *word != NULL; ++word) ++words;
  const char** line = calloc(words, sizeof *line);
  if (line == NULL) return NULL;
  size_t at = 0;
  line[at++] = handover->logwrap;
  line[at++] = first;
  for (const char* const* word = handover->options; *word != NULL; ++word) line[at++] = *word;
  line[at++] = "--";
  for (const char* const* word = handover->argv; *word != NULL; ++word) line[at++] = *word;
  return (char**)line; /* execve changes none of them */
}

/* One line for the user: why the job is not recorded. */
static void say(const struct handover* handover, const char* what, const char* why) {
  if (handover->quiet) return;
  dprintf(STDERR_FILENO, "logwrap: not recording: %s %s: %s. The job runs all the same.\n", what, handover->logwrap,
          why);
}

static void put_null_on(int fd, int flags) {
  const int null = open("/dev/null", flags | O_CLOEXEC);
  if (null < 0) return;
  dup2(null, fd);
  if (null != fd) close(null);
}

/* The wait status of `pid`, which has ended or was killed. Below 0: one that cannot even be killed is left behind. */
static int wait_for(pid_t pid, int options) {
  int status = 0;
  pid_t waited;
  do {
    waited = waitpid(pid, &status, options);
  } while (waited < 0 && errno == EINTR);
  return waited == pid ? status : -1;
}

/* What another process answers by its exit status. Its end closes `alive`. */
typedef int question(const void* about, int alive);
enum { NOT_ASKED = -2, NO_ANSWER = -3 };

/* Asks what may hang (in a file system that does not answer), and waits for the answer for PROBE_SECONDS: a wait
 * status, or one of the above; NOT_ASKED with errno. */
static int ask(question* to_ask, const void* about) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return NOT_ASKED;
  const pid_t pid = fork();
  if (pid == 0) _exit(to_ask(about, ends[1]));
  const int error = errno;
  close(ends[1]);
  int status = NOT_ASKED;
  if (pid > 0 && wait_readable(ends[0], PROBE_SECONDS)) {
    status = wait_for(pid, 0);
  } else if (pid > 0) {
    kill(pid, SIGKILL);
    wait_readable(ends[0], 1); /* so that the task has no child that it does not know, where it can be killed */
    wait_for(pid, WNOHANG);
    status = NO_ANSWER;
  }
  close(ends[0]);
  errno = error;
  return status;
}

static int look(const void* path, int alive) {
  (void)alive;
  return access(path, F_OK) == 0 ? 0 : 1;
}

bool is_there(const char* path) {
  return ask(look, path) == 0;
}

struct trial {
  const struct handover* handover;
  char** line;
};

static int become_probe(const void* about, int alive) {
  const struct trial* trial = about;
  put_null_on(STDIN_FILENO, O_RDONLY);
  put_null_on(STDOUT_FILENO, O_WRONLY);
  if (trial->handover->quiet) put_null_on(STDERR_FILENO, O_WRONLY);
  fcntl(alive, F_SETFD, 0);
  execve(trial->handover->logwrap, trial->line, trial->handover->environment);
  say(trial->handover, "cannot run", strerror(errno));
  return 127;
}

bool probe(const struct handover* handover) {
  const struct trial trial = {handover, command_line(handover, "--probe")};
  const int status = trial.line == NULL ? NOT_ASKED : ask(become_probe, &trial);
  if (status == NOT_ASKED) {
    say(handover, "cannot run", strerror(errno));
  } else if (status == NO_ANSWER) {
    say(handover, "gave up on", "it does not get ready (is a file system slow that it needs, the home directory?)");
  } else if (status > 0 && WIFSIGNALED(status)) {
    say(handover, "cannot run", strsignal(WTERMSIG(status)));
  } /* one that ends by itself with another status than 0 has said why */
  free(trial.line);
  return status == 0;
}

/* Puts what came with `message` on stdout and stderr; `which` is 1 for the one, 2 for the other, 3 for both. */
static void take_streams(struct msghdr* message, int which) {
  const struct cmsghdr* header = CMSG_FIRSTHDR(message);
  if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return;
  int fds[MOST_STREAMS];
  const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  memcpy(fds, CMSG_DATA(header), (count < MOST_STREAMS ? count : MOST_STREAMS) * sizeof(int));
  size_t next = 0;
  for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; ++stream) {
    if ((which & stream) == 0 || next >= count || next >= MOST_STREAMS) continue;
    const int fd = fds[next++];
    dup2(fd, stream);
    close(fd);
  }
}

static void set_variables(char* text, set_variable* set, void* context) {
  char* rest = NULL;
  for (char* line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    char* value = strchr(line, '=');
    if (value == NULL) continue;
    *value = '\0';
    set(context, line, value + 1);
  }
}

/* The child's part: waits until logwrap is ready. */
static enum task wait_for_start(int socket, set_variable* set, void* context) {
  char text[MESSAGE_BYTES + 1];
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(MOST_STREAMS * sizeof(int))];
  } control;
  struct iovec whole = {.iov_base = text, .iov_len = MESSAGE_BYTES};
  struct msghdr message = {
      .msg_iov = &whole, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  if (!wait_readable(socket, START_SECONDS)) return ALONE;
  ssize_t got;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) _exit(0); /* nobody there: the parent goes on as the task itself, or was ended, and the task with it */
  text[got] = '\0';
  const int which = text[0] - '0';
  if (which <= 0) return ALONE;
  take_streams(&message, which);
  set_variables(text + 1, set, context);
  return RECORDED;
}

/* The parent's part. Returns only where logwrap cannot be executed: then the child has gone, and this process goes on.
 */
static void become_logwrap(const struct handover* handover, pid_t job, int socket) {
  char adopt[64];
  snprintf(adopt, sizeof adopt, "--adopt=%d:%d", (int)job, socket);
  char** line = command_line(handover, adopt);
  if (line != NULL && fcntl(socket, F_SETFD, 0) == 0) execve(handover->logwrap, line, handover->environment);
  free(line);
  close(socket);
  wait_for(job, 0);
}

enum task hand_over(const struct handover* handover, set_variable* set, void* context) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return ALONE;
  const pid_t parent = getpid();
  const pid_t job = fork();
  if (job != 0) {
    close(ends[1]);
    if (job > 0) {
      become_logwrap(handover, job, ends[0]);
    } else {
      close(ends[0]);
    }
    return ALONE;
  }
  close(ends[0]);
  /* To Slurm that parent is the task: where it is killed the task was. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  const enum task task = wait_for_start(ends[1], set, context);
  close(ends[1]);
  return task;
}
