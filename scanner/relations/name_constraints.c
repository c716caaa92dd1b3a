#define _GNU_SOURCE
#include "relations/name_constraints.h"

#include <arpa/inet.h>

/* Is the name below the constraint, does it merely touch it, or can nobody say? */
enum relation_of_names { APART, TOUCHING, WITHIN, INCOMPARABLE };

static uint8_t lower(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;
}

static bool equal_folded(struct span one, struct span other) {
    if (one.length != other.length) {
        return false;
    }
    for (size_t i = 0; i < one.length; i++) {
        if (lower(one.bytes[i]) != lower(other.bytes[i])) {
            return false;
        }
    }
    return true;
}

static bool ends_folded(struct span name, struct span end) {
    return name.length >= end.length &&
           equal_folded(span_from(name, name.length - end.length), end);
}

static struct span without_last_dot(struct span host) {
    bool dot = host.length > 1 && host.bytes[host.length - 1] == '.';
    return span_part(host, 0, host.length - dot);
}

/* A leading dot, which verifiers accept though the RFC gives it to URIs only, means below it. */
static enum relation_of_names compare_dns(struct span constraint, struct span name) {
    constraint = without_last_dot(constraint);
    name = without_last_dot(name);
    if (constraint.length == 0) {
        return WITHIN;
    }
    if (constraint.bytes[0] == '*') {
        return INCOMPARABLE;
    }
    if (constraint.bytes[0] == '.') {
        return name.length > constraint.length && ends_folded(name, constraint) ? WITHIN : APART;
    }
    if (equal_folded(name, constraint) ||
        (name.length > constraint.length && ends_folded(name, constraint) &&
         name.bytes[name.length - constraint.length - 1] == '.')) {
        return WITHIN;
    }
    /* A wildcard stands for names of which some are below the constraint. */
    const uint8_t *dot = memchr(constraint.bytes, '.', constraint.length);
    bool wildcard = span_starts_with(name, "*.", 2);
    return wildcard && dot &&
                   equal_folded(span_from(name, 1),
                                span_from(constraint, (size_t)(dot - constraint.bytes)))
               ? TOUCHING
               : APART;
}

/* A host, or with a leading dot all hosts below it. */
static enum relation_of_names compare_host(struct span constraint, struct span host) {
    if (constraint.length && constraint.bytes[0] == '.') {
        return host.length > constraint.length && ends_folded(host, constraint) ? WITHIN : APART;
    }
    return equal_folded(constraint, host) ? WITHIN : APART;
}

/* One '@', but for a quoted local part. */
static bool is_mailbox(struct span name) {
    const uint8_t *first = name.length ? memchr(name.bytes, '@', name.length) : NULL;
    return first && (name.bytes[0] == '"' || first == memrchr(name.bytes, '@', name.length));
}

static enum relation_of_names compare_email(struct span constraint, struct span name) {
    if (!is_mailbox(name)) {
        return INCOMPARABLE;
    }
    const uint8_t *sign = memrchr(name.bytes, '@', name.length);
    size_t local = (size_t)(sign - name.bytes);
    struct span host = span_from(name, local + 1);
    const uint8_t *mailbox =
        constraint.length ? memrchr(constraint.bytes, '@', constraint.length) : NULL;
    if (!mailbox) {
        return constraint.length == 0 ? WITHIN : compare_host(constraint, host);
    }
    if (!is_mailbox(constraint)) {
        return INCOMPARABLE;
    }
    size_t length = (size_t)(mailbox - constraint.bytes);
    bool same = span_equal(span_part(name, 0, local), span_part(constraint, 0, length)) &&
                equal_folded(host, span_from(constraint, length + 1));
    return same ? WITHIN : APART;
}

/* The host of a URI; empty where it has none, or an address. */
static struct span uri_host(struct span uri) {
    const uint8_t *slashes = memmem(uri.bytes, uri.length, "://", 3);
    if (!uri.length || !slashes) {
        return (struct span){0};
    }
    struct span rest = span_from(uri, (size_t)(slashes - uri.bytes) + 3);
    size_t end = 0;
    while (end < rest.length && !memchr("/?#", rest.bytes[end], 3)) {
        end++;
    }
    rest.length = end;
    const uint8_t *sign = end ? memrchr(rest.bytes, '@', rest.length) : NULL;
    rest = sign ? span_from(rest, (size_t)(sign - rest.bytes) + 1) : rest;
    const uint8_t *colon = rest.length ? memchr(rest.bytes, ':', rest.length) : NULL;
    rest.length = colon ? (size_t)(colon - rest.bytes) : rest.length;
    bool letters = false;
    for (size_t i = 0; i < rest.length; i++) {
        letters = letters || lower(rest.bytes[i]) > '9';
    }
    bool literal = rest.length && rest.bytes[0] == '[';
    return letters && !literal ? without_last_dot(rest) : (struct span){0};
}

static enum relation_of_names compare_uri(struct span constraint, struct span name) {
    struct span host = uri_host(name);
    return host.length ? compare_host(constraint, host) : INCOMPARABLE;
}

static bool is_prefix_mask(const uint8_t *mask, size_t length) {
    bool ended = false;
    for (size_t i = 0; i < length * 8; i++) {
        bool set = mask[i / 8] >> (7 - i % 8) & 1;
        if (set && ended) {
            return false;
        }
        ended = ended || !set;
    }
    return true;
}

static enum relation_of_names compare_address(struct span constraint, struct span name) {
    if (constraint.length != 8 && constraint.length != 32) {
        return INCOMPARABLE;
    }
    size_t length = constraint.length / 2;
    if (name.length != 4 && name.length != 16) {
        return INCOMPARABLE;
    }
    if (name.length != length) {
        return APART;
    }
    const uint8_t *mask = constraint.bytes + length;
    if (!is_prefix_mask(mask, length)) {
        return INCOMPARABLE;
    }
    for (size_t i = 0; i < length; i++) {
        if ((constraint.bytes[i] ^ name.bytes[i]) & mask[i]) {
            return APART;
        }
    }
    return WITHIN;
}

static enum relation_of_names compare(enum name_form form, struct span constraint,
                                      struct span name) {
    switch (form) {
    case NAME_DNS:
        return compare_dns(constraint, name);
    case NAME_EMAIL:
        return compare_email(constraint, name);
    case NAME_URI:
        return compare_uri(constraint, name);
    case NAME_ADDRESS:
        return compare_address(constraint, name);
    case NAME_DIRECTORY:
        return span_starts_with(name, constraint.bytes, constraint.length) ? WITHIN : APART;
    default:
        return INCOMPARABLE;
    }
}

enum names_verdict name_constraints_judge(struct span constraints, struct span names,
                                          uint64_t *comparisons, struct name_entry *offending) {
    while (names_next(&names, offending)) {
        struct span rest = constraints;
        struct name_entry constraint;
        bool limited = false;
        bool permitted = false;
        while (names_next(&rest, &constraint)) {
            if (*comparisons == 0) {
                return NAMES_TOO_MANY;
            }
            --*comparisons;
            if (offending->form == NAME_OVERFLOW || constraint.form == NAME_OVERFLOW) {
                return NAMES_BROKEN;
            }
            if (constraint.form != offending->form) {
                continue;
            }
            enum relation_of_names relation =
                compare(constraint.form, constraint.value, offending->value);
            if (relation == INCOMPARABLE ||
                (constraint.role == NAME_EXCLUDED && relation != APART)) {
                return NAMES_BROKEN;
            }
            limited = limited || constraint.role == NAME_PERMITTED;
            permitted = permitted || (constraint.role == NAME_PERMITTED && relation == WITHIN);
        }
        if (limited && !permitted) {
            return NAMES_BROKEN;
        }
    }
    return NAMES_KEPT;
}

void name_entry_say(const struct name_entry *name, struct buffer *out) {
    static const char *const forms[] = {
        "other name", "email:", "DNS:", "X.400 name",    "directory name",
        "EDI party",  "URI:",   "IP:",  "registered OID"};
    char address[INET6_ADDRSTRLEN] = "";
    size_t form = (size_t)name->form;
    if (form >= sizeof forms / sizeof *forms) {
        buffer_append_text(out, "more names than are compared");
        return;
    }
    buffer_append_text(out, forms[form]);
    if (name->form == NAME_EMAIL || name->form == NAME_DNS || name->form == NAME_URI) {
        size_t shown = name->value.length < 200 ? name->value.length : 200;
        for (size_t i = 0; i < shown; i++) { /* a NUL inside must not cut the sentence */
            buffer_append_byte(out, name->value.bytes[i] ? name->value.bytes[i] : '?');
        }
    } else if (name->form == NAME_ADDRESS &&
               (name->value.length == 4 || name->value.length == 16)) {
        inet_ntop(name->value.length == 4 ? AF_INET : AF_INET6, name->value.bytes, address,
                  sizeof address);
        buffer_append_text(out, address);
    }
}
