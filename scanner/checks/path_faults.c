#include "checks/path_faults.h"

bool path_fault_read(struct row *row, struct path_fault_case *fault) {
    *fault = (struct path_fault_case){
        .member = row_authority(row, query_number(row->query, 0)),
        .other = describer_thing(row->describer, query_number(row->query, 1)),
        .leaf = describer_thing(row->describer, query_number(row->query, 2)),
        .leaves = query_number(row->query, 3),
        .detail = query_text(row->query, 4),
        .path_length = query_number(row->query, 5),
    };
    return fault->member && fault->other && fault->leaf;
}

void say_broken_paths(struct buffer *out, const struct path_fault_case *fault) {
    if (fault->leaf->artifact == fault->other->artifact) {
        buffer_append_text(out, " No other path of that certificate is without a fault");
    } else {
        buffer_append_text(out, " It breaks the path of ");
        say_thing(out, fault->leaf);
    }
    if (fault->leaves > 1) {
        buffer_format(out, ", and of %lld more certificate%s", (long long)(fault->leaves - 1),
                      fault->leaves == 2 ? "" : "s");
    }
    buffer_append_text(out, ".");
}
