#include "relations/revocation_scope.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS = 16, BYTES = 8 };

static bool has_word(const char *scope, const char *word) {
    return strncmp(scope, word, strlen(word)) == 0;
}

bool scope_covers(const char *scope, bool is_ca) {
    return !(has_word(scope, "only-user") && is_ca) && !(has_word(scope, "only-ca") && !is_ca) &&
           !has_word(scope, "only-attribute");
}

bool scope_is_indirect(const char *scope) {
    return strstr(scope, " indirect") != NULL;
}

unsigned scope_reasons(const char *scope) {
    const char *reasons = strstr(scope, " reasons:");
    return reasons ? (unsigned)strtoul(reasons + strlen(" reasons:"), NULL, 16) : 0;
}

uint64_t scope_issuer_number(const uint8_t *issuer) {
    uint64_t number = 0;
    for (size_t i = 0; i < BYTES; i++) {
        number = number << 8 | issuer[i];
    }
    return number;
}

/* The names of a list that ends at what is no comma; NULL for none. */
static const char *next_name(const char *names) {
    if (!names || strcspn(names, ",; :") != DIGITS) {
        return NULL;
    }
    return names;
}

static const char *name_behind(const char *name) {
    return name[DIGITS] == ',' ? next_name(name + DIGITS + 1) : NULL;
}

static bool have_one_in_common(const char *ours, const char *theirs) {
    for (const char *one = next_name(ours); one; one = name_behind(one)) {
        for (const char *other = next_name(theirs); other; other = name_behind(other)) {
            if (memcmp(one, other, DIGITS) == 0) {
                return true;
            }
        }
    }
    return false;
}

static const char *part_behind(const char *text, const char *word) {
    const char *found = strstr(text, word);
    return found ? found + strlen(word) : NULL;
}

bool scope_next_foreign(struct foreign_points *foreign) {
    const char *at =
        *foreign->rest == ';' ? foreign->rest + 1 : part_behind(foreign->rest, " elsewhere:");
    if (!next_name(at)) {
        return false;
    }
    foreign->issuer = strtoull(at, NULL, 16);
    foreign->points = at[DIGITS] == ':' ? at + DIGITS + 1 : NULL;
    foreign->rest = at + strcspn(at, "; ");
    return true;
}

bool scope_is_of_point(const char *scope, const char *policy, const uint8_t *issuer) {
    const char *theirs = part_behind(scope, " points:");
    if (!theirs) {
        return true;
    }
    if (!issuer) {
        return have_one_in_common(part_behind(policy, " points:"), theirs);
    }
    struct foreign_points foreign = {.rest = policy};
    while (scope_next_foreign(&foreign)) {
        if (foreign.issuer == scope_issuer_number(issuer) &&
            have_one_in_common(foreign.points, theirs)) {
            return true;
        }
    }
    return false;
}
