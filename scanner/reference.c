#include "reference.h"

#include <string.h>

#include "checks/check.h"
#include "limit.h"

static void write_checks(FILE *out) {
    for (size_t i = 0; checks[i]; i++) {
        fprintf(out, "## %s\n\n**%s** (%s)\n\n", checks[i]->id, checks[i]->title,
                severity_name(checks[i]->severity));
        fprintf(out, "- Rule: %s\n- Remedy: %s\n- Reference: %s\n\n", checks[i]->rule,
                checks[i]->remedy, checks[i]->reference);
    }
}

static void write_limits(FILE *out) {
    fputs("| name | default | unit | why |\n|---|---|---|---|\n", out);
    for (unsigned i = 0; i < limit_count; i++) {
        const struct limit_description *limit = &limit_descriptions[i];
        fprintf(out, "| `%s` | %llu | %s | %s |\n", limit->name, (unsigned long long)limit->value,
                limit->unit, limit->reason);
    }
}

bool reference_write(const char *what, FILE *out) {
    if (strcmp(what, "checks") == 0) {
        write_checks(out);
    } else if (strcmp(what, "limits") == 0) {
        write_limits(out);
    } else {
        return false;
    }
    return true;
}
