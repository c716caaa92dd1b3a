/* Stretches of one text, noted in any order and asked for afterwards. */
#ifndef RANGE_LIST_H
#define RANGE_LIST_H

#include "base/buffer.h"

/* Zeroed: empty. Freed with range_list_release. */
struct range_list {
    struct buffer ranges;
    bool sorted;
};

/* From start up to before end; what does not fit into memory is left out. */
void range_list_add(struct range_list *list, size_t start, size_t end);
void range_list_release(struct range_list *list);

/* Behind the stretch with this byte, or those that touch it; 0: it is in none. */
size_t range_list_end(struct range_list *list, size_t position);

#endif
