/* PEM armour (RFC 7468, RFC 1421 headers): every label, several blocks a file, any text around.
 * Blocks become child blobs; a traditional encrypted key (Proc-Type) is reported locked, since its
 * bytes are ciphertext. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/decoder.h"

static const char begin_marker[] = "-----BEGIN ";
static const char end_marker[] = "-----END ";
static const char dashes[] = "-----";

enum {
    LABEL_BYTES = 64,
    /* Less than this in one run between the markers is a mention in prose or source code, not a
     * block: the shortest key anyone writes has 60 digits in one line. */
    RUN_LEAST = 32,
};

struct block {
    struct span label;
    struct span body;    /* between the marker lines */
    struct span headers; /* RFC 1421 lines at the top of the body, empty without any */
    size_t offset;       /* of the BEGIN marker in the blob */
    bool ended;          /* has its END line */
};

static size_t find(struct span text, size_t from, const char *needle) {
    struct span rest = span_from(text, from);
    const uint8_t *found =
        rest.length ? memmem(rest.bytes, rest.length, needle, strlen(needle)) : NULL;
    return found ? (size_t)(found - text.bytes) : SIZE_MAX;
}

/* The label at offset, up to the dashes; empty where it is no label. */
static struct span label_at(struct span text, size_t offset) {
    struct span rest = span_part(text, offset, LABEL_BYTES + sizeof dashes);
    size_t length = 0;
    while (length < rest.length &&
           (isalnum(rest.bytes[length]) || (length && strchr(" .#/+_", rest.bytes[length])))) {
        length++;
    }
    bool closed = span_starts_with(span_from(rest, length), dashes, sizeof dashes - 1);
    return closed ? span_part(rest, 0, length) : (struct span){0};
}

/* Where the body ends: at its END marker, else before the next BEGIN, else where base64 stops. */
static size_t body_end(struct span text, size_t from, bool *ended) {
    size_t next = find(text, from, begin_marker);
    struct span body = span_part(text, from, next == SIZE_MAX ? SIZE_MAX : next - from);
    size_t end = find(body, 0, end_marker);
    *ended = end != SIZE_MAX;
    return from + (*ended ? end : base64_end(body));
}

/* RFC 1421 headers: "Name: value" lines, continued by indented ones, up to an empty line. */
static struct span headers_of(struct span body) {
    size_t start = 0;
    while (start < body.length && isspace(body.bytes[start])) {
        start++;
    }
    struct span rest = span_from(body, start);
    const uint8_t *colon = rest.length ? memchr(rest.bytes, ':', rest.length) : NULL;
    const uint8_t *line = rest.length ? memchr(rest.bytes, '\n', rest.length) : NULL;
    if (!colon || (line && line < colon)) {
        return (struct span){0};
    }
    size_t plain = find(rest, 0, "\n\n");
    size_t dos = find(rest, 0, "\r\n\r\n");
    size_t end = plain < dos ? plain : dos;
    return span_part(body, 0, end == SIZE_MAX ? body.length : start + end + 2);
}

static bool next_block(struct span text, size_t *from, struct block *block) {
    for (;;) {
        size_t begin = find(text, *from, begin_marker);
        if (begin == SIZE_MAX) {
            return false;
        }
        size_t label_offset = begin + sizeof begin_marker - 1;
        *from = label_offset;
        struct span label = label_at(text, label_offset);
        if (label.length == 0) {
            continue;
        }
        size_t body = label_offset + label.length + sizeof dashes - 1;
        *block = (struct block){.label = label, .offset = begin};
        size_t end = body_end(text, body, &block->ended);
        block->body = span_part(text, body, end - body);
        block->headers = headers_of(block->body);
        *from = end;
        return true;
    }
}

/* Lines before each block are counted once, going forward. */
struct line_counter {
    size_t offset;
    uint64_t line;
};

static uint64_t line_at(struct line_counter *counter, struct span text, size_t offset) {
    const uint8_t *at = text.bytes + counter->offset;
    const uint8_t *end = text.bytes + offset;
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        counter->line++;
    }
    counter->offset = offset;
    return counter->line;
}

static bool contains(struct span text, const char *needle) {
    return find(text, 0, needle) != SIZE_MAX;
}

/* The cipher that DEK-Info names; only letters, digits and dashes are shown. */
static void lock_of(struct span headers, char *lock, size_t size) {
    size_t at = find(headers, 0, "DEK-Info:");
    char cipher[32] = "unknown cipher";
    if (at != SIZE_MAX) {
        struct span value = span_from(headers, at + strlen("DEK-Info:"));
        while (value.length && value.bytes[0] == ' ') {
            value = span_from(value, 1);
        }
        size_t length = 0;
        while (length < value.length && length < sizeof cipher - 1 &&
               (isalnum(value.bytes[length]) || value.bytes[length] == '-')) {
            cipher[length] = (char)value.bytes[length];
            length++;
        }
        cipher[length] = 0;
    }
    snprintf(lock, size, "%s, MD5, 1 round", cipher);
}

/* A traditional encrypted key: nothing but its label and headers can be read. */
static void report_locked(const struct blob *place, struct examiner *examiner, struct span headers,
                          struct span ciphertext) {
    static const struct {
        const char *label, *structure, *algorithm;
    } kinds[] = {{"RSA PRIVATE KEY", "PKCS#1", "RSA"},
                 {"EC PRIVATE KEY", "SEC1", "EC"},
                 {"DSA PRIVATE KEY", "DSA", "DSA"}};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "");
    char lock[64];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].label, place->label) == 0) {
            artifact.structure = kinds[i].structure;
            artifact.key.algorithm = kinds[i].algorithm;
        }
    }
    lock_of(headers, lock, sizeof lock);
    artifact.encoding = "pem";
    artifact.locked = true;
    artifact.lock = lock;
    artifact.has_sha256 = digest_sha256(ciphertext, artifact.sha256);
    memcpy(artifact.identity, artifact.sha256, SHA256_BYTES);
    examiner_artifact(examiner, place, &artifact);
}

/* Labels that are known to hold nothing for us. */
static bool is_known_other(const char *label) {
    return strstr(label, "PARAMETERS") || strncmp(label, "PGP ", 4) == 0;
}

static bool is_unsupported(const char *label) {
    return strcmp(label, "OPENSSH PRIVATE KEY") == 0 || strncmp(label, "SSH2 ", 5) == 0;
}

/* A place to report at: the child the block would be. */
static struct blob place_of(const struct blob *blob, const struct child *child, char *trail,
                            size_t size) {
    struct blob place = *blob;
    snprintf(trail, size, "%s%s%s", blob->trail, blob->trail[0] ? "!" : "", child->element);
    place.trail = trail;
    place.label = child->label;
    place.position += child->position;
    return place;
}

/* Passes on what is between the markers. */
static void examine_content(const struct blob *blob, struct examiner *examiner,
                            const struct block *block, struct child *child,
                            const struct blob *place, struct span content) {
    if (contains(block->headers, "ENCRYPTED") && contains(block->headers, "Proc-Type:")) {
        report_locked(place, examiner, block->headers, content);
    } else {
        child->bytes = content;
        examiner_child(examiner, blob, child);
    }
}

/* Without an END line the content may still be whole: DER says how long it is. */
static void examine_unended(const struct blob *blob, struct examiner *examiner,
                            const struct block *block, struct child *child,
                            const struct blob *place, struct span content) {
    uint64_t announced = asn1_announced(content);
    bool whole = announced > 0 && announced <= content.length;
    if (whole) {
        examine_content(blob, examiner, block, child, place, content);
    }
    examiner_problem(examiner, place, "decode", "truncated",
                     "the block \"%s\" has no END line%s", child->label,
                     whole ? "" : ", and its content breaks off");
}

static void examine_body(const struct blob *blob, struct examiner *examiner,
                         const struct block *block, struct child *child) {
    struct buffer bytes = {.limit = examiner_limits(examiner)->crl_bytes};
    char trail[8192];
    size_t bad = 0;
    struct blob place = place_of(blob, child, trail, sizeof trail);
    struct span text = span_from(block->body, block->headers.length);
    bool clean = base64_decode(text, &bytes, &bad);
    if (bytes.failed) {
        examiner_problem(examiner, &place, "decode", "limit",
                         "the block \"%s\" is above the limit crl-bytes", child->label);
    } else if (!block->ended) {
        examine_unended(blob, examiner, block, child, &place, buffer_span(&bytes));
    } else if (!clean) {
        examiner_problem(examiner, &place, "decode", "base64",
                         "the block \"%s\" is no base64 from byte %zu of its body on",
                         child->label, block->headers.length + bad);
    } else {
        examine_content(blob, examiner, block, child, &place, buffer_span(&bytes));
    }
    buffer_wipe(&bytes);
}

static void examine_block(const struct blob *blob, struct examiner *examiner,
                          const struct block *block, uint64_t line) {
    char label[LABEL_BYTES + 1] = "";
    char element[32];
    memcpy(label, block->label.bytes,
           block->label.length < LABEL_BYTES ? block->label.length : LABEL_BYTES);
    snprintf(element, sizeof element, "line %llu", (unsigned long long)line);
    struct child child = {.element = element,
                          .name = "",
                          .label = label,
                          .encoding = "pem",
                          .position = block->offset};
    if (is_known_other(label)) {
        examiner_recognised(examiner);
        return;
    }
    struct span text = span_from(block->body, block->headers.length);
    if (base64_longest_run(text) < RUN_LEAST) {
        return; /* a mention */
    }
    if (is_unsupported(label)) {
        char trail[8192];
        struct blob place = place_of(blob, &child, trail, sizeof trail);
        examiner_problem(examiner, &place, "decode", "unsupported", "\"%s\" is not opened", label);
        return;
    }
    examine_body(blob, examiner, block, &child);
}

static bool pem_accepts(const struct blob *blob) {
    return !blob->label[0] && find(blob->bytes, 0, begin_marker) != SIZE_MAX;
}

static bool pem_decode(const struct blob *blob, struct examiner *examiner) {
    struct line_counter counter = {.line = 1};
    struct block block;
    size_t from = 0;
    uint64_t blocks = 0;
    while (next_block(blob->bytes, &from, &block)) {
        if (++blocks > examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more PEM blocks than the limit blocks allows; the rest is unread");
            break;
        }
        examine_block(blob, examiner, &block, line_at(&counter, blob->bytes, block.offset));
    }
    return false;
}

const struct decoder pem_decoder = {"pem", pem_accepts, pem_decode};
