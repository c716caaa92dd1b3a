#include "sources/source.h"

#include <stddef.h>

extern const struct source file_source;
extern const struct source linked_file_source;
extern const struct source standard_input_source;
extern const struct source git_objects_source;
extern const struct source git_history_source;
extern const struct source git_link_source;

const struct source *const sources[] = {
    &file_source,
    &linked_file_source,
    &standard_input_source,
    &git_objects_source,
    &git_history_source,
    &git_link_source,
    NULL,
};
