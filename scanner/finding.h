/* Something wrong with a key or certificate, and what to do about it. */
#ifndef FINDING_H
#define FINDING_H

#include <stdint.h>

enum severity { SEVERITY_NOTE = 1, SEVERITY_WARNING, SEVERITY_ERROR };

/* "note", "warning", "error". */
static inline const char *severity_name(enum severity severity) {
    static const char *const names[] = {"", "note", "warning", "error"};
    return names[severity];
}

struct finding {
    const char *check; /* id, from the rulebook: a public name that never changes */
    enum severity severity;
    const char *title;
    const char *message; /* names both sides, in a person's words */
    const char *remedy;  /* the next step, with the command where there is one */
    int64_t artifact; /* row of the inventory; gives subject and, without path, the place. 0: none,
                         the finding is about the file at path */
    const char *path; /* NULL: the artifact's first live place */
    const char *trail;
    const char *revision;
    const char *profile; /* name of the consumer whose rule is broken; NULL: everybody's */
};

#endif
