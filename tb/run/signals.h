// Signals of the command and of its workers. SIGINT and SIGTERM end runs cleanly: records and waves
// are closed, what they hold is good. SIGUSR1 closes the open waveform of a run with --wave, or
// opens a further one.
#ifndef TB_SIGNALS_H
#define TB_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

extern volatile bool job_stop;        // a run ends when it sees it
extern volatile unsigned job_toggles; // counts SIGUSR1

// In the command: a second SIGINT or SIGTERM ends it at once.
void signals_in_command(void);
// In a worker: a terminal's Ctrl-C and a signal to the group reach it as well, so it obeys the
// command alone. A DUT that never comes back is ended a minute after it was told to.
void signals_in_worker(void);
// After its run, which may have been stopped: what follows may be stopped anew.
void signals_rearm(void);

// Around the fork of a worker: none is lost, and none meets the command's handler in the worker.
void signals_hold(bool on);

// What the command passes on: each change is seen once.
struct signals_passed {
  bool stop;
  unsigned toggles;
};
enum signals_news { SIGNALS_STOP = 1, SIGNALS_TOGGLE = 2 };
unsigned signals_news(struct signals_passed *passed);
void signals_tell(pid_t worker, unsigned news);

#endif
