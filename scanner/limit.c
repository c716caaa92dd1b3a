#include "limit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct limit_description limit_descriptions[] = {
#define DESCRIBE(field, name, unit, value, reason) {name, unit, value, reason},
    LIMITS(DESCRIBE)
#undef DESCRIBE
};

const unsigned limit_count = sizeof limit_descriptions / sizeof *limit_descriptions;

struct limits limits_default(void) {
    return (struct limits){
#define VALUE(field, name, unit, value, reason) .field = (value),
        LIMITS(VALUE)
#undef VALUE
    };
}

static bool parse_number(const char *text, uint64_t *number) {
    char *end = NULL;
    if (*text < '0' || *text > '9') {
        return false;
    }
    errno = 0;
    *number = strtoull(text, &end, 10);
    return errno == 0 && *end == 0 && *number > 0;
}

bool limits_set(struct limits *limits, const char *assignment) {
    const char *sign = strchr(assignment, '=');
    uint64_t number = 0;
    if (!sign || !parse_number(sign + 1, &number)) {
        return false;
    }
    size_t length = (size_t)(sign - assignment);
#define ASSIGN(field, name, unit, value, reason)                                                   \
    if (strlen(name) == length && memcmp(name, assignment, length) == 0) {                         \
        limits->field = number;                                                                    \
        return true;                                                                               \
    }
    LIMITS(ASSIGN)
#undef ASSIGN
    return false;
}
