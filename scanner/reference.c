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

static void write_rule(const struct profile_rule *rule, FILE *out) {
    struct buffer sentence = {0};
    say_profile_rule(&sentence, rule);
    fprintf(out, "| `%s` | %s", profile_rule_name(rule->kind), buffer_text(&sentence));
    if (rule->from) {
        fprintf(out, ", issued from %.10s on", rule->from);
    }
    fprintf(out, " | `%s`%s%s | %s |\n", profile_rule_check(rule->kind), rule->severity ? ", " : "",
            severity_name(rule->severity), rule->source);
    buffer_release(&sentence);
}

static void write_profiles(FILE *out) {
    for (size_t i = 0; profiles[i]; i++) {
        const struct profile *profile = profiles[i];
        fprintf(out, "## %s\n\n**%s**\n\n", profile->name, profile->title);
        if (profile->rule_count) {
            fputs("| rule | says | decided by | source |\n|---|---|---|---|\n", out);
        }
        for (size_t rule = 0; rule < profile->rule_count; rule++) {
            write_rule(&profile->rules[rule], out);
        }
        if (profile->beyond) {
            fprintf(out, "\n%s\n", profile->beyond);
        }
        fputs("\n", out);
    }
}

bool reference_write(const char *what, FILE *out) {
    if (strcmp(what, "checks") == 0) {
        write_checks(out);
    } else if (strcmp(what, "limits") == 0) {
        write_limits(out);
    } else if (strcmp(what, "profiles") == 0) {
        write_profiles(out);
    } else {
        return false;
    }
    return true;
}
