/* Certificate policies along a path, RFC 5280 section 6.1, with every policy acceptable to begin
 * with: a path is refused only where a CA requires an explicit policy and none is valid. Pure. */
#ifndef RELATIONS_PATH_POLICY_H
#define RELATIONS_PATH_POLICY_H

#include <stdbool.h>
#include <stddef.h>

/* One certificate below the anchor: its policy in the form of path_facts.h. */
struct policy_step {
    const char *policy;
    bool is_self_issued;
};

/* From below the anchor down to the leaf. What is not known (memory, more than 1,000 policies at
 * once) is refused. */
bool path_policy_holds(const struct policy_step *steps, size_t count);

#endif
