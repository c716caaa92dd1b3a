#include "range_list.h"

#include <stdlib.h>

struct range {
    size_t start, end;
};

static struct range *ranges_of(const struct range_list *list, size_t *count) {
    *count = list->ranges.length / sizeof(struct range);
    return (struct range *)(void *)list->ranges.bytes;
}

void range_list_add(struct range_list *list, size_t start, size_t end) {
    struct range range = {start, end};
    if (start < end) {
        buffer_append(&list->ranges, &range, sizeof range);
        list->sorted = false;
    }
}

void range_list_release(struct range_list *list) {
    buffer_release(&list->ranges);
    list->sorted = false;
}

static int by_start(const void *one, const void *other) {
    const struct range *a = one, *b = other;
    return (a->start > b->start) - (a->start < b->start);
}

/* Makes one of those that overlap or touch. */
static void sort(struct range_list *list) {
    size_t count, kept = 0;
    struct range *ranges = ranges_of(list, &count);
    qsort(ranges, count, sizeof *ranges, by_start);
    for (size_t i = 1; i < count; i++) {
        if (ranges[i].start > ranges[kept].end) {
            ranges[++kept] = ranges[i];
        } else if (ranges[i].end > ranges[kept].end) {
            ranges[kept].end = ranges[i].end;
        }
    }
    list->ranges.length = (kept + 1) * sizeof *ranges;
    list->sorted = true;
}

size_t range_list_end(struct range_list *list, size_t position) {
    size_t low = 0, high;
    if (list->ranges.length == 0) {
        return 0;
    }
    if (!list->sorted) {
        sort(list);
    }
    const struct range *ranges = ranges_of(list, &high);
    size_t count = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].end <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && ranges[low].start <= position ? ranges[low].end : 0;
}
