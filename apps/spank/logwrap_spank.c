/* The Slurm plugin: whose tasks are recorded, and how they are handed over to logwrap. docs/slurm.md is its manual.
 *
 *   optional /usr/lib/slurm/logwrap_spank.so logwrap=/usr/bin/logwrap [kill_wait=SECONDS]
 *
 * Everything here runs in slurmstepd, as the user once a task is started, and returns 0 whatever happens: a job runs as
 * it would have without the plugin. */
#define _GNU_SOURCE
#include <limits.h>
#include <pwd.h>
#include <slurm/slurm.h>
#include <slurm/spank.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/spank/handover.h"

SPANK_PLUGIN(logwrap, 1)

/* Slurm's own configuration as slurmstepd has read it. The plugin is of the same version, or it would not be loaded. */
extern slurm_conf_t slurm_conf __attribute__((weak));

/* What slurm.h of a later version may call otherwise; the numbers are the protocol's. */
static const uint32_t kBatchStep = 0xfffffffb;
static const uint32_t kFirstSpecialStep = 0xfffffff0; /* interactive, extern, ... */

/* Of srun, where a parallel debugger has started it: it waits for tasks that are slurmstepd's own children. */
extern int MPIR_being_debugged __attribute__((weak));
static const char kDebugged[] = "SLURM_LOGWRAP_DEBUGGED";

static const char kActive[] = "SLURM_LOGWRAP_ACTIVE"; /* SLURM_: goes through srun --export=NONE, too */

/* The choice as Slurm hands it on to a job's steps, and to jobs that it submits. */
static const char kInherited[] = "SLURM_SPANK__SLURM_SPANK_OPTION_logwrap_logwrap";

enum choice {
  BY_FILE, /* nothing was chosen: whoever has ~/.logoptin */
  ON,
  OFF,
  ALL, /* steps of a recorded batch script, too */
  METADATA,
  DISABLED,
  BAD
};
static const char* const kChoices[] = {"", "on", "off", "all", "metadata", "disabled"};

static enum choice chosen = BY_FILE;
static char logwrap_path[PATH_MAX];
enum { MOST_SECONDS = 65535 }; /* that logwrap takes, as slurm.conf does */
static long kill_wait;         /* 0: as slurm.conf has it */

static bool begins_with(const char* text, const char* beginning) {
  return strncmp(text, beginning, strlen(beginning)) == 0;
}

static enum choice to_choice(const char* word) {
  for (int choice = ON; word != NULL && choice < BAD; ++choice) {
    if (strcmp(word, kChoices[choice]) == 0) return (enum choice)choice;
  }
  return BAD;
}

/* A word that nobody knows can come into a job only from a forged environment: it means that nothing is recorded. */
static void take_choice(enum choice choice) {
  chosen = choice == BAD ? OFF : choice;
}

/* A word that nobody knows is refused where the user typed it. */
static int choose(int value, const char* word, int remote) {
  (void)value;
  const enum choice choice = to_choice(word);
  if (choice == BAD && !remote) {
    slurm_error("--logwrap takes on, off, all, metadata or disabled");
    return -1;
  }
  take_choice(choice);
  /* sbatch takes what stands in the script, then what is inherited, then its own command line. What a script says
   * counts for more than what the job that submits it was told. */
  if (spank_context() == S_CTX_ALLOCATOR) unsetenv(kInherited);
  return 0;
}

static struct spank_option option = {"logwrap",
                                     "on|off|all|metadata|disabled",
                                     "record what the job prints, whether or not there is a ~/.logoptin: on; off; all: "
                                     "the output of its steps apart, too; "
                                     "metadata, disabled: in this mode",
                                     1,
                                     0,
                                     choose};

/* Answers 0 where it is no number of seconds. */
static long to_seconds(const char* word) {
  char* end = NULL;
  const long seconds = strtol(word, &end, 10);
  return *word != '\0' && *end == '\0' && seconds > 0 && seconds <= MOST_SECONDS ? seconds : 0;
}

/* What is wrong is told where `tell` is set, and passed over. */
static void read_arguments(int count, char** arguments, bool tell) {
  for (int i = 0; i < count; ++i) {
    if (begins_with(arguments[i], "logwrap=")) {
      snprintf(logwrap_path, sizeof logwrap_path, "%s", arguments[i] + 8);
    } else if (begins_with(arguments[i], "kill_wait=")) {
      kill_wait = to_seconds(arguments[i] + 10);
      if (kill_wait == 0 && tell) {
        slurm_error("logwrap: %s in plugstack.conf is no number of seconds from 1 to %d: KillWait of slurm.conf counts",
                    arguments[i], MOST_SECONDS);
      }
    } else if (tell) {
      slurm_error("logwrap: unknown word in plugstack.conf: %s", arguments[i]);
    }
  }
  if (logwrap_path[0] != '/') logwrap_path[0] = '\0';
}

int slurm_spank_init(spank_t spank, int count, char** arguments) {
  const spank_context_t context = spank_context();
  /* In slurmd's log, for who wrote plugstack.conf; the stderr of srun is somebody else's. */
  const bool tell = context == S_CTX_SLURMD || context == S_CTX_REMOTE;
  read_arguments(count, arguments, tell);
  if (context == S_CTX_LOCAL || context == S_CTX_REMOTE || context == S_CTX_ALLOCATOR) {
    spank_option_register(spank, &option);
  }
  /* slurmstepd does not look whether the program is there: on a file system that hangs everybody's tasks would hang. */
  if (tell && (logwrap_path[0] == '\0' || (context == S_CTX_SLURMD && access(logwrap_path, X_OK) != 0))) {
    slurm_error(
        "logwrap: nothing will be recorded: plugstack.conf needs logwrap=PATH of the program that is installed");
  }
  return 0;
}

/* Of a step of a recorded script, whose output is the script's, too. What the script itself was told is inherited. */
static void say_what_a_choice_does_not_reach(void) {
  const char* active = getenv(kActive);
  const char* job = getenv("SLURM_JOB_ID");
  const char* inherited = getenv(kInherited);
  if (chosen != OFF && chosen != METADATA && chosen != DISABLED) return;
  if (active == NULL || job == NULL || strcmp(active, job) != 0) return;
  if (inherited != NULL && strcmp(inherited, kChoices[chosen]) == 0) return;
  slurm_info(
      "logwrap: --logwrap=%s holds for this step's own record: what it prints through the script is recorded there",
      kChoices[chosen]);
}

/* In srun, before the step's environment is put together. */
int slurm_spank_local_user_init(spank_t spank, int count, char** arguments) {
  (void)spank;
  (void)count;
  (void)arguments;
  say_what_a_choice_does_not_reach();
  if (&MPIR_being_debugged != NULL && MPIR_being_debugged != 0) {
    setenv(kDebugged, "1", 1);
  } else {
    unsetenv(kDebugged);
  }
  return 0;
}

/* The seconds from TERM to KILL; 0: not known. */
static long seconds_to_kill(void) {
  if (kill_wait > 0) return kill_wait;
  return &slurm_conf != NULL ? slurm_conf.kill_wait : 0;
}

static bool is_task_to_record(spank_t spank) {
  uint32_t step = 0;
  if (spank_get_item(spank, S_JOB_STEPID, &step) != ESPANK_SUCCESS) return false;
  if (step >= kFirstSpecialStep && step != kBatchStep) return false;
  char debugged[8];
  if (step != kBatchStep && spank_getenv(spank, kDebugged, debugged, sizeof debugged) != ESPANK_ENV_NOEXIST)
    return false;
  /* Somebody sits there (srun --pty): a terminal between would change more than it would show. stdout alone is a
   * terminal of Slurm's where nothing but its buffer is not wanted (srun --unbuffered). */
  return isatty(STDIN_FILENO) == 0;
}

static bool find_home(spank_t spank, char* home, size_t size) {
  if (spank_getenv(spank, "HOME", home, (int)size) == ESPANK_SUCCESS && home[0] == '/') return true;
  char buffer[16384];
  struct passwd entry;
  struct passwd* found = NULL;
  if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) != 0 || found == NULL) return false;
  return snprintf(home, size, "%s", found->pw_dir) < (int)size && home[0] == '/';
}

static bool has_opted_in(const char* home) {
  char path[PATH_MAX + 16];
  if (snprintf(path, sizeof path, "%s/.logoptin", home) >= (int)sizeof path) return false;
  return is_there(path);
}

/* The job's number as the job itself knows it: of a heterogeneous job's components that of the first, which S_JOB_ID of
 * the others is not. */
static bool find_job(spank_t spank, char* job, int size) {
  return spank_getenv(spank, "SLURM_JOB_ID", job, size) == ESPANK_SUCCESS;
}

/* Whether a task of this job that is recorded already prints this one's output, too. */
static bool is_recorded_above(spank_t spank, const char* job) {
  char active[32];
  if (spank_getenv(spank, kActive, active, sizeof active) != ESPANK_SUCCESS) return false;
  return strcmp(active, job) == 0 && chosen != ALL;
}

/* What logwrap's environment has besides the job's, or in its place. */
struct additions {
  char home[PATH_MAX + 8];
  char job[32];  /* SLURM_JOB_ID of a heterogeneous job is its first component's */
  char step[32]; /* SLURM_STEP_ID is not set in a batch script, or is that of the step that submitted it */
  bool in_array; /* false: SLURM_ARRAY_... is of an array's task that submitted this job */
};

static bool find_additions(spank_t spank, const char* home, struct additions* found) {
  uint32_t job = 0;
  uint32_t step = 0;
  uint32_t array_task = 0;
  if (spank_get_item(spank, S_JOB_ID, &job) != ESPANK_SUCCESS) return false;
  if (spank_get_item(spank, S_JOB_STEPID, &step) != ESPANK_SUCCESS) return false;
  /* Of a step Slurm itself knows it from the same variables. */
  found->in_array = step != kBatchStep || spank_get_item(spank, S_JOB_ARRAY_TASK_ID, &array_task) != ESPANK_SUCCESS ||
                    array_task != NO_VAL;
  snprintf(found->home, sizeof found->home, "HOME=%s", home);
  snprintf(found->job, sizeof found->job, "S_JOB_ID=%u", job);
  snprintf(found->step, sizeof found->step, "S_JOB_STEPID=%u", step);
  return true;
}

/* LD_... and GLIBC_TUNABLES would change which libraries logwrap loads. */
static bool is_for_logwrap(const char* entry, const struct additions* additions) {
  static const char* const kNot[] = {"LD_", "GLIBC_TUNABLES=", "HOME=", "S_JOB_ID=", "S_JOB_STEPID="};
  for (size_t i = 0; i < sizeof kNot / sizeof *kNot; ++i) {
    if (begins_with(entry, kNot[i])) return false;
  }
  return additions->in_array || !begins_with(entry, "SLURM_ARRAY_");
}

/* The job's environment for logwrap itself; to be freed, its entries are not. */
static char** environment_for_logwrap(char* const* job, struct additions* additions) {
  size_t count = 0;
  while (job[count] != NULL) ++count;
  char** environment = calloc(count + 4, sizeof *environment);
  if (environment == NULL) return NULL;
  size_t at = 0;
  for (size_t i = 0; i < count; ++i) {
    if (is_for_logwrap(job[i], additions)) environment[at++] = job[i];
  }
  environment[at++] = additions->home;
  environment[at++] = additions->job;
  environment[at] = additions->step;
  return environment;
}

/* `srun -w NODE logwrap logs JOB` shows a record and is none of its own: each look would double what it shows, at Loki
 * and among the alerts, too. What runs a command has a "--". */
static bool reads_records(int argc, char* const* argv) {
  const char* slash = strrchr(argv[0], '/');
  if (strcmp(slash != NULL ? slash + 1 : argv[0], "logwrap") != 0) return false;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "--") == 0) return false;
  }
  return true;
}

struct task_context {
  spank_t spank;
};

static void set_for_task(void* context, const char* name, const char* value) {
  spank_setenv(((struct task_context*)context)->spank, name, value, 1);
}

/* Tries to have the task recorded. Of the two processes that there are then, the one that goes on returns. */
static void record(spank_t spank, const char* job, const char* home) {
  char** job_environment = NULL;
  char** argv = NULL;
  int argc = 0;
  int task = 0;
  struct additions additions;
  if (spank_get_item(spank, S_JOB_ENV, &job_environment) != ESPANK_SUCCESS || job_environment == NULL) return;
  if (spank_get_item(spank, S_JOB_ARGV, &argc, &argv) != ESPANK_SUCCESS || argc < 1 || argv == NULL) return;
  if (reads_records(argc, argv)) return;
  /* Among those of this node: what is wrong here may be well elsewhere. */
  if (spank_get_item(spank, S_TASK_ID, &task) != ESPANK_SUCCESS) task = 0;
  if (!find_additions(spank, home, &additions)) return;
  char** environment = environment_for_logwrap(job_environment, &additions);
  if (environment == NULL) return;

  char wait[32];
  snprintf(wait, sizeof wait, "--kill-wait=%ld", seconds_to_kill());
  const char* mode = chosen == METADATA ? "--mode=metadata" : chosen == DISABLED ? "--mode=disabled" : NULL;
  const char* const options[] = {wait, mode, NULL};
  const struct handover handover = {logwrap_path, options, (const char* const*)argv, environment, task != 0};
  struct task_context context = {spank};
  if (probe(&handover) && hand_over(&handover, set_for_task, &context) == RECORDED) {
    spank_setenv(spank, kActive, job, 1);
    /* Slurm has set it already, to the process that is logwrap now. */
    char pid[32];
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    spank_setenv(spank, "SLURM_TASK_PID", pid, 1);
  }
  free(environment);
}

/* What a batch script prints goes to a file, so nothing above records it: what says so came through sbatch from the job
 * that submitted this one. */
static void forget_the_run_above(spank_t spank) {
  uint32_t step = 0;
  if (spank_get_item(spank, S_JOB_STEPID, &step) != ESPANK_SUCCESS || step != kBatchStep) return;
  spank_unsetenv(spank, kActive);
  spank_unsetenv(spank, "LOGWRAP_RUN_ID");
  spank_unsetenv(spank, "LOGWRAP_PUMP");
}

/* A script's choice is in its environment alone where it was submitted with --export=NONE. What srun was told is not in
 * its step's, and is put there: it counts for the steps within that step, too. */
static void agree_with_environment(spank_t spank) {
  char word[16];
  if (chosen != BY_FILE) {
    spank_setenv(spank, kInherited, kChoices[chosen], 1);
    return;
  }
  const spank_err_t got = spank_getenv(spank, kInherited, word, sizeof word);
  if (got != ESPANK_ENV_NOEXIST) take_choice(got == ESPANK_SUCCESS ? to_choice(word) : BAD);
}

int slurm_spank_task_init(spank_t spank, int count, char** arguments) {
  (void)count;
  (void)arguments;
  forget_the_run_above(spank);
  agree_with_environment(spank);
  char job[32];
  char home[PATH_MAX];
  if (chosen == OFF || logwrap_path[0] == '\0' || !is_task_to_record(spank)) return 0;
  if (!find_job(spank, job, sizeof job) || is_recorded_above(spank, job)) return 0;
  if (!find_home(spank, home, sizeof home)) return 0;
  if (chosen == BY_FILE && !has_opted_in(home)) return 0;
  record(spank, job, home);
  return 0;
}
