#include "checks/profile.h"

#include <string.h>

struct kind {
    const char *name;
    const char *sentence;
    const char *check;
};

static const struct kind kinds[RULE_KINDS] = {
#define DESCRIBE(kind, name, sentence, check) [RULE_##kind] = {name, sentence, check},
    PROFILE_RULES(DESCRIBE)
#undef DESCRIBE
};

const struct profile *profile_find(const char *name) {
    for (size_t i = 0; profiles[i]; i++) {
        if (strcmp(profiles[i]->name, name) == 0) {
            return profiles[i];
        }
    }
    return NULL;
}

const struct profile_rule *profile_rule_at(const struct profile *profile,
                                           enum profile_rule_kind kind, const char *time) {
    const struct profile_rule *found = NULL;
    for (size_t i = 0; i < profile->rule_count; i++) {
        const struct profile_rule *rule = &profile->rules[i];
        bool begun = !rule->from || (time && strcmp(rule->from, time) <= 0);
        bool later =
            !found || (rule->from && (!found->from || strcmp(found->from, rule->from) < 0));
        if (rule->kind == kind && begun && later) {
            found = rule;
        }
    }
    return found;
}

bool profile_lists(const struct profile_rule *rule, const char *word) {
    size_t length = strlen(word);
    const char *rest = rule->list ? rule->list : "";
    while (*rest) {
        size_t part = strcspn(rest, ",");
        if (part == length && memcmp(rest, word, length) == 0) {
            return true;
        }
        rest += part;
        rest += strspn(rest, ", ");
    }
    return false;
}

const char *profile_rule_name(enum profile_rule_kind kind) {
    return kinds[kind].name;
}

const char *profile_rule_check(enum profile_rule_kind kind) {
    return kinds[kind].check;
}

void say_profile_rule(struct buffer *out, const struct profile_rule *rule) {
    const char *sentence = kinds[rule->kind].sentence;
    const char *gap = strstr(sentence, "%s");
    if (!gap) {
        buffer_append_text(out, sentence);
        return;
    }
    buffer_append(out, sentence, (size_t)(gap - sentence));
    if (rule->list) {
        buffer_append_text(out, rule->list);
    } else {
        buffer_format(out, "%llu", (unsigned long long)rule->number);
    }
    buffer_append_text(out, gap + 2);
}
