#define _GNU_SOURCE
#include "decoders/kubernetes_mapping.h"

struct part {
    const char *name;
    unsigned fact;
};

static const struct part parts[] = {
    {"tls.crt", FACT_TLS_CRT},         {"tls.key", FACT_TLS_KEY},
    {"ca-cert.pem", FACT_CA_CERT},     {"ca-key.pem", FACT_CA_KEY},
    {"root-cert.pem", FACT_ROOT_CERT}, {"cert-chain.pem", FACT_CERT_CHAIN},
};

static bool is_text(struct span text, const char *word) {
    return span_equal(text, span_text(word));
}

static enum mapping_key key_of(struct span key) {
    if (is_text(key, "data") || is_text(key, "stringData")) {
        return KEY_DATA;
    }
    return is_text(key, "kind")       ? KEY_KIND
           : is_text(key, "type")     ? KEY_TYPE
           : is_text(key, "name")     ? KEY_NAME
           : is_text(key, "metadata") ? KEY_METADATA
                                      : KEY_OTHER;
}

bool mappings_open(struct mappings *mappings, size_t column, bool is_list) {
    if (mappings->count == MAPPINGS_MOST) {
        return false;
    }
    mappings->open[mappings->count++] = (struct mapping){.column = column, .is_list = is_list};
    return true;
}

void mappings_close(struct mappings *mappings) {
    const struct mapping *last = &mappings->open[--mappings->count];
    if (last->facts & FACT_SECRET) {
        mappings->ended(mappings->context, last);
    }
}

void mappings_forget(struct mappings *mappings) {
    mappings->count = 0;
}

/* What the innermost mapping is the value of; NULL at the top and in lists. */
static struct mapping *outer_of(struct mappings *mappings) {
    struct mapping *outer = mappings->count > 1 ? &mappings->open[mappings->count - 2] : NULL;
    return outer && !outer->is_list ? outer : NULL;
}

void mappings_key(struct mappings *mappings, struct span key) {
    struct mapping *inner = mappings->count ? &mappings->open[mappings->count - 1] : NULL;
    struct mapping *outer = outer_of(mappings);
    if (!inner || inner->is_list) {
        return;
    }
    inner->key = key_of(key);
    if (is_text(key, "<<")) {
        mappings_doubt(mappings);
    }
    for (size_t i = 0; outer && outer->key == KEY_DATA && i < sizeof parts / sizeof *parts; i++) {
        if (is_text(key, parts[i].name)) {
            outer->facts |= parts[i].fact;
        }
    }
}

void mappings_value(struct mappings *mappings, struct span value) {
    struct mapping *inner = mappings->count ? &mappings->open[mappings->count - 1] : NULL;
    struct mapping *outer = outer_of(mappings);
    if (!inner || inner->is_list) {
        return;
    }
    if (inner->key == KEY_KIND && is_text(value, "Secret")) {
        inner->facts |= FACT_SECRET;
        inner->line = inner->facts & FACT_TLS ? inner->line : mappings->line;
    } else if (inner->key == KEY_TYPE && is_text(value, "kubernetes.io/tls")) {
        inner->facts |= FACT_TLS;
        inner->line = mappings->line;
    } else if (inner->key == KEY_NAME && outer && outer->key == KEY_METADATA &&
               is_text(value, "cacerts")) {
        outer->facts |= FACT_CACERTS;
    }
}

void mappings_doubt(struct mappings *mappings) {
    for (size_t i = 0; i < mappings->count; i++) {
        mappings->open[i].facts |= FACT_UNDECIDED;
    }
}

unsigned mappings_names_in(struct span text) {
    unsigned facts = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (memmem(text.bytes, text.length, parts[i].name, strlen(parts[i].name))) {
            facts |= parts[i].fact;
        }
    }
    return facts;
}
