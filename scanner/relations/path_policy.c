#include "relations/path_policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/span.h"

enum { NODES_MOST = 1000 };

static const char any_policy[] = "2.5.29.32.0";

/* One leaf of the valid policy tree: a policy, and a policy that is expected of the certificate
 * below in its place. A policy that maps to several has several nodes. What lies above the leaves
 * does not matter where every policy is acceptable. */
struct node {
    struct span valid;
    struct span expected;
};

struct nodes {
    struct node list[NODES_MOST];
    size_t count;
};

struct state {
    struct nodes current;
    struct nodes next;
    size_t explicit_policy; /* certificates until a policy must be valid */
    size_t inhibit_mapping;
    size_t inhibit_any;
    bool overflowed;
};

/* The part of a policy text behind "NAME:"; empty where there is none. */
static struct span part_of(const char *policy, const char *name) {
    size_t length = strlen(name);
    while (*policy) {
        size_t part = strcspn(policy, " ");
        if (part > length && memcmp(policy, name, length) == 0 && policy[length] == ':') {
            return span_of(policy + length + 1, part - length - 1);
        }
        policy += part;
        policy += strspn(policy, " ");
    }
    return (struct span){0};
}

/* The item before the next comma; moves list behind it. False at the end. */
static bool next_item(struct span *list, struct span *item) {
    if (list->length == 0) {
        return false;
    }
    const uint8_t *comma = memchr(list->bytes, ',', list->length);
    size_t length = comma ? (size_t)(comma - list->bytes) : list->length;
    *item = span_part(*list, 0, length);
    *list = span_from(*list, length + (comma ? 1 : 0));
    return true;
}

static bool is_any(struct span policy) {
    return span_equal(policy, span_text(any_policy));
}

static void add(struct state *state, struct nodes *nodes, struct span valid, struct span expected) {
    if (nodes->count == NODES_MOST) {
        state->overflowed = true;
        return;
    }
    nodes->list[nodes->count++] = (struct node){valid, expected};
}

static bool has_valid(const struct nodes *nodes, struct span policy) {
    for (size_t i = 0; i < nodes->count; i++) {
        if (span_equal(nodes->list[i].valid, policy)) {
            return true;
        }
    }
    return false;
}

static bool expects(const struct nodes *nodes, struct span policy) {
    for (size_t i = 0; i < nodes->count; i++) {
        if (span_equal(nodes->list[i].expected, policy)) {
            return true;
        }
    }
    return false;
}

/* Section 6.1.3 (d) and (e). */
static void process_policies(struct state *state, const struct policy_step *step, bool last) {
    struct span list = part_of(step->policy, "policies");
    struct span policy;
    bool any = false;
    state->next.count = 0;
    bool any_above = has_valid(&state->current, span_text(any_policy));
    while (next_item(&list, &policy)) {
        if (is_any(policy)) {
            any = true;
        } else if (expects(&state->current, policy) || any_above) {
            add(state, &state->next, policy, policy);
        }
    }
    if (any && (state->inhibit_any > 0 || (!last && step->is_self_issued))) {
        for (size_t i = 0; i < state->current.count; i++) {
            struct span expected = state->current.list[i].expected;
            if (!has_valid(&state->next, expected)) {
                add(state, &state->next, expected, expected);
            }
        }
    }
    state->current = state->next;
}

/* Section 6.1.4 (a) and (b). False: anyPolicy must not be mapped. */
static bool process_mappings(struct state *state, const char *policy) {
    struct span list = part_of(policy, "mappings");
    struct span whole = list;
    struct span item;
    bool any_here = has_valid(&state->current, span_text(any_policy));
    state->next.count = 0;
    while (next_item(&list, &item)) {
        const uint8_t *sign = memchr(item.bytes, '=', item.length);
        size_t at = sign ? (size_t)(sign - item.bytes) : item.length;
        struct span from = span_part(item, 0, at);
        struct span to = span_from(item, at + 1);
        if (is_any(from) || is_any(to)) {
            return false;
        }
        if (state->inhibit_mapping > 0 && (has_valid(&state->current, from) || any_here)) {
            add(state, &state->next, from, to);
        }
    }
    for (size_t i = 0; i < state->current.count; i++) { /* those that no mapping touches */
        struct node node = state->current.list[i];
        bool mapped = false;
        list = whole;
        while (next_item(&list, &item)) {
            mapped = mapped || (item.length > node.valid.length &&
                                span_starts_with(item, node.valid.bytes, node.valid.length) &&
                                item.bytes[node.valid.length] == '=');
        }
        if (!mapped) {
            add(state, &state->next, node.valid, node.expected);
        }
    }
    state->current = state->next;
    return true;
}

static void lower_to(size_t *counter, const char *policy, const char *name) {
    struct span part = part_of(policy, name);
    size_t number = 0;
    for (size_t i = 0; i < part.length && number < 1000000; i++) {
        number = number * 10 + (size_t)(part.bytes[i] - '0');
    }
    if (part.length && number < *counter) {
        *counter = number;
    }
}

static void count_down(size_t *counter) {
    *counter -= *counter > 0;
}

/* Section 6.1.4 (h), (i) and (j). */
static void prepare_next(struct state *state, const struct policy_step *step) {
    if (!step->is_self_issued) {
        count_down(&state->explicit_policy);
        count_down(&state->inhibit_mapping);
        count_down(&state->inhibit_any);
    }
    lower_to(&state->explicit_policy, step->policy, "require");
    lower_to(&state->inhibit_mapping, step->policy, "inhibit-mapping");
    lower_to(&state->inhibit_any, step->policy, "inhibit-any");
}

bool path_policy_holds(const struct policy_step *steps, size_t count) {
    struct state *state = calloc(1, sizeof *state);
    bool holds = true;
    if (!state) {
        return false;
    }
    state->explicit_policy = state->inhibit_mapping = state->inhibit_any = count + 1;
    add(state, &state->current, span_text(any_policy), span_text(any_policy));
    for (size_t i = 0; i < count && holds; i++) {
        bool last = i + 1 == count;
        process_policies(state, &steps[i], last);
        holds = state->explicit_policy > 0 || state->current.count > 0; /* 6.1.3 (f) */
        if (holds && !last) {
            holds = process_mappings(state, steps[i].policy);
            prepare_next(state, &steps[i]);
        }
    }
    if (holds) { /* 6.1.5 (a), (b) and (g) */
        size_t required = 1;
        lower_to(&required, steps[count - 1].policy, "require");
        count_down(&state->explicit_policy);
        state->explicit_policy = required == 0 ? 0 : state->explicit_policy;
        holds = state->explicit_policy > 0 || state->current.count > 0;
    }
    holds = holds && !state->overflowed;
    free(state);
    return holds;
}
