/* The parts of one text that holds several files, in the order of the text. */
#ifndef PART_LIST_H
#define PART_LIST_H

#include <stdint.h>

#include "base/buffer.h"

/* Zeroed: empty. Freed with part_list_release. */
struct part_list {
    struct buffer entries;
    struct buffer names; /* each with its NUL */
};

/* A part from byte start up to before end, behind those added before; what does not fit into memory
 * or follows no order is left out. */
void part_list_add(struct part_list *list, uint64_t start, uint64_t end, const char *name);
void part_list_release(struct part_list *list);

/* The name of the part with this byte; NULL: it is in none. Valid until the next is added. */
const char *part_list_at(const struct part_list *list, uint64_t position);

#endif
