/* Do the names of a certificate keep the name constraints of a CA above it? RFC 5280 section
 * 4.2.1.10. Pure: both sides come in the form of names.h. Every CA's constraints are asked for
 * themselves; that all of them must hold is the intersection that section 6.1 speaks of. */
#ifndef RELATIONS_NAME_CONSTRAINTS_H
#define RELATIONS_NAME_CONSTRAINTS_H

#include "names.h"

enum names_verdict {
    NAMES_KEPT,
    NAMES_BROKEN,  /* *offending is the name */
    NAMES_TOO_MANY /* more comparisons than are left */
};

/* comparisons counts down. What cannot be compared (other names, odd masks, subtrees with a
 * minimum) is broken where both sides have it. */
enum names_verdict name_constraints_judge(struct span constraints, struct span names,
                                          uint64_t *comparisons, struct name_entry *offending);

/* The name in words: "DNS:a.example". */
void name_entry_say(const struct name_entry *name, struct buffer *out);

#endif
