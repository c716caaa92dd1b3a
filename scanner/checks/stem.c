#include "checks/stem.h"

#include <ctype.h>

#include "base/text.h"

static const char *const extensions[] = {"crt", "cer", "cert", "certificate", "pem",   "key",
                                         "der", "csr", "req",  "pub",         "p8",    "pk8",
                                         "pk1", "p1",  "priv", "x509",        "pkcs8", NULL};
/* At the end, after a '-', '_' or '.'. */
static const char *const end_words[] = {"key",  "keyfile", "keypair",     "privkey",  "privatekey",
                                        "priv", "private", "cert",        "certfile", "crt",
                                        "cer",  "pem",     "certificate", "pub",      "public",
                                        "csr",  "req",     "fullchain",   NULL};
/* At the start, before one of these. */
static const char *const start_words[] = {"key", "cert", "crt", NULL};
/* Whole names, perhaps with a number as certbot's archive has it. */
static const char *const whole_words[] = {"key", "keypair", "privkey",     "privatekey", "cert",
                                          "crt", "cer",     "certificate", "fullchain",  NULL};
static const char *const private_words[] = {"private", "public", NULL};

size_t stem_begins(struct span path) {
    size_t begin = path.length;
    while (begin > 0 && path.bytes[begin - 1] != '/' && path.bytes[begin - 1] != '!') {
        begin--;
    }
    return begin;
}

static bool is_separator(char byte) {
    return byte == '-' || byte == '_' || byte == '.' || byte == ' ';
}

/* Length without one more word at the end; the same where there is none to take off. */
static size_t shorten(const char *name, size_t length) {
    size_t start = length;
    while (start > 0 && !is_separator(name[start - 1])) {
        start--;
    }
    if (start < 2) { /* nothing before the separator */
        return length;
    }
    bool extension =
        name[start - 1] == '.' && span_is_one_of(span_of(name + start, length - start), extensions);
    bool word = span_is_one_of(span_of(name + start, length - start), end_words);
    return extension || word ? start - 1 : length;
}

/* A kubeconfig's client-key-data: what the data are is said before. */
static size_t without_data(const char *name, size_t length) {
    static const char data[] = "-data";
    size_t end = sizeof data - 1, rest = length > end ? length - end : 0;
    bool says_more = rest && memcmp(name + rest, data, end) == 0 && shorten(name, rest) < rest;
    return says_more ? rest : length;
}

static void append_stem(struct buffer *out, const char *name, size_t length) {
    length = without_data(name, length);
    bool says_key =
        false; /* private.key is the key of certificate.pem, private.pem of public.pem */
    for (size_t shorter = shorten(name, length); shorter < length;
         shorter = shorten(name, length)) {
        says_key = says_key || (length - shorter == 4 && memcmp(name + shorter + 1, "key", 3) == 0);
        length = shorter;
    }
    size_t start = 0;
    while (start < length && !is_separator(name[start])) {
        start++;
    }
    if (start + 1 < length && span_is_one_of(span_of(name, start), start_words)) {
        name += start + 1;
        length -= start + 1;
    }
    size_t digits = length;
    while (digits > 0 && isdigit((unsigned char)name[digits - 1])) {
        digits--;
    }
    bool whole = span_is_one_of(span_of(name, digits), whole_words) ||
                 (says_key && span_equal(span_of(name, digits), span_text("private")));
    if (whole) {
        buffer_append(out, name + digits, length - digits);
    } else if (span_is_one_of(span_of(name, digits), private_words)) {
        buffer_append_text(out, "private");
        buffer_append(out, name + digits, length - digits);
    } else {
        buffer_append(out, name, length);
    }
}

void stem_append(struct buffer *out, const char *name) {
    struct buffer lower = {0};
    text_lower(&lower, name);
    append_stem(out, buffer_text(&lower), lower.length);
    buffer_release(&lower);
}
