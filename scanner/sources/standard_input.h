/* Standard input: the parent holds all of it in memory without a name before any worker starts, so
 * that a worker gets it as a descriptor. */
#ifndef SOURCES_STANDARD_INPUT_H
#define SOURCES_STANDARD_INPUT_H

#include "base/outcome.h"
#include "sources/source.h"

/* Reads all of standard input, at most limit bytes, into root->input. SKIPPED where there is more:
 * the root then holds nothing. */
enum outcome standard_input_hold(struct root *root, uint64_t limit, struct error *error);

#endif
