/* A second thread of a worker, for errands that run ahead of it: unpacking while it searches. It is
 * started before the sandbox closes, lives as long as the process, and does one errand at a time.
 * What an errand shares with the worker is that errand's business. */
#ifndef BASE_COMPANION_H
#define BASE_COMPANION_H

#include <stdbool.h>

struct companion;

/* Returns when the thread runs. NULL where none can be started: everything is then done without. */
struct companion *companion_new(void);

/* Ends the thread. Accepts NULL. */
void companion_free(struct companion *companion);

/* Has the thread call errand(context). False where it is busy, or companion is NULL. */
bool companion_begin(struct companion *companion, void (*errand)(void *context), void *context);

/* Waits until the errand that was begun last is done. */
void companion_wait(struct companion *companion);

#endif
