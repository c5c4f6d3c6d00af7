/* Handing a task over to logwrap. The task's process becomes logwrap; a child that it forked before goes on as the
 * task: so slurmstepd, which knows the process by its pid, sees logwrap end as the job ends, and still executes the
 * command by itself, with all that it does before (TaskProlog, limits, CPU binding, PMI, containers). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct handover {
  const char* logwrap;        /* absolute path of the program */
  const char* const* options; /* its options, ended by NULL */
  const char* const* argv;    /* the task's command line as it is to be known by, ended by NULL */
  char* const* environment;   /* of logwrap; the task's own is not touched */
  bool quiet;                 /* what the probe has to say is not for the user: another task says it */
};

/* Whether there is such a file. One on a file system that does not answer for PROBE_SECONDS is none: another process
 * asks for it, so that the task does not wait for ever. */
bool is_there(const char* path);

/* Sets a variable of the task's environment. */
typedef void set_variable(void* context, const char* name, const char* value);

/* Whether a run with these options would be recorded: runs `logwrap --probe`, for at most PROBE_SECONDS. All options
 * are given to it as they will be later, so that a logwrap that does not know one of them is found out. */
#define PROBE_SECONDS 5
bool probe(const struct handover* handover);

/* Returns in the process that is to go on as the task. RECORDED: its stdout and stderr are logwrap's from here on, and
 * logwrap is its parent. ALONE: they are as they were. A logwrap that is there and does not say within START_SECONDS
 * that it is ready is not waited for. */
#define START_SECONDS 10
enum task { ALONE, RECORDED };
enum task hand_over(const struct handover* handover, set_variable* set, void* context);
