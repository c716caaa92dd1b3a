/* What a worker process may do: read beneath the roots and talk over its socket. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/outcome.h"
#include "sources/source.h"

struct sandbox_support {
    bool landlock; /* the kernel restricts file access by path (Linux 5.13 or later) */
    bool seccomp;  /* the kernel filters system calls */
};

/* What this kernel offers. Changes nothing. */
struct sandbox_support sandbox_support(void);

/* Takes everything away from the calling process that a worker does not need, but for system calls:
 * no new privileges and none of a superuser's but to read, no core dump, no file writing, bounded
 * memory, only the folders of the roots for reading. What the kernel lacks is left out; FAILED
 * where it refuses what it has. There is no way back. A thread that is started later inherits all
 * of it, one that runs already does not. */
enum outcome sandbox_enter(const struct root *roots, uint64_t root_count,
                           const struct limits *limits, struct error *error);

/* The rest: an allow-list of system calls for all threads of the process, without any that starts
 * another. */
enum outcome sandbox_restrict_calls(struct error *error);

/* Turns standard input, output and error to nowhere, so that nothing of what is read reaches a
 * terminal. Returns a descriptor on which the caller may complain until the sandbox stands, and
 * which it then closes; -1: there is none. */
int sandbox_quiet(void);

/* Closes every descriptor of the process but those given (ascending order). */
void sandbox_close_others(const int *kept, unsigned count);

#endif
