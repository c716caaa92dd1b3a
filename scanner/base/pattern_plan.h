/* Chooses by which part each pattern is looked for, and which patterns share a bucket, so that a
 * place that passes for one seldom passes for the whole of its bucket in vain. Takes a second: for
 * a set that is known beforehand. */
#ifndef BASE_PATTERN_PLAN_H
#define BASE_PATTERN_PLAN_H

#include "base/pattern_set.h"

/* NULL, and errors of patterns, as pattern_set_new. Freed with free. */
struct pattern_plan *pattern_plan_new(const char *const *patterns, size_t count);

#endif
