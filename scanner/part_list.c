#include "part_list.h"

struct entry {
    uint64_t start;
    uint64_t end;
    size_t name; /* where it begins among the names */
};

static const struct entry *entries_of(const struct part_list *list, size_t *count) {
    *count = list->entries.length / sizeof(struct entry);
    return (const struct entry *)(const void *)list->entries.bytes;
}

void part_list_add(struct part_list *list, uint64_t start, uint64_t end, const char *name) {
    size_t count;
    const struct entry *entries = entries_of(list, &count);
    struct entry entry = {start, end, list->names.length};
    if (end <= start || (count && entries[count - 1].end > start)) {
        return;
    }
    buffer_append(&list->names, name, strlen(name) + 1);
    if (!list->names.failed) {
        buffer_append(&list->entries, &entry, sizeof entry);
    }
}

void part_list_release(struct part_list *list) {
    buffer_release(&list->entries);
    buffer_release(&list->names);
}

const char *part_list_at(const struct part_list *list, uint64_t position) {
    size_t low = 0, high;
    const struct entry *entries = entries_of(list, &high);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].end <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t count;
    entries_of(list, &count);
    bool inside = low < count && entries[low].start <= position;
    return inside ? (const char *)list->names.bytes + entries[low].name : NULL;
}
