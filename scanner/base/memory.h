/* What happens when memory runs out: the process ends. A worker that goes on without some block
 * could take a key for none; ended, it costs a problem row that names the file. The parent has
 * given no result a name by then, or each is whole. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

enum { EXIT_OUT_OF_MEMORY = 4 }; /* of a worker; for the operator: no result */

/* Says so on standard error. */
void memory_ran_out(void) __attribute__((noreturn));

/* Makes OpenSSL end the process, too, instead of failing in whatever it does. Before its first use.
 */
void memory_watch(void);

#endif
