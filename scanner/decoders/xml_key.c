/* Keys and certificates in XML: RSAKeyValue and DSAKeyValue (XML Signature 1.1 section 4.5.2; .NET
 * adds the private numbers), X509Certificate and X509CRL (section 4.5.4; SAML metadata too), and
 * BinarySecurityToken (WS-Security X.509 token profile 1.1). No XML parser: elements are found by
 * name, with any prefix, also where the whole text is escaped as XML or JSON. */
#include <ctype.h>
#include <strings.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"

enum {
    PREFIX_BYTES_MOST = 64,
    ATTRIBUTE_BYTES_MOST = 2048,
    KEY_BYTES_MOST = 1 << 16, /* from the first tag of a key to its last */
    ELEMENTS_MOST = 64,       /* in one key */
    REAL_DIGITS = 40,
};

/* '<' and '>', and what escaping makes of them. */
static const char *const openings[] = {"<", "&lt;", "\\u003c", "&#60;", "&#x3c;", "&amp;lt;"};
static const char *const closings[] = {">", "&gt;", "\\u003e", "&#62;", "&#x3e;", "&amp;gt;"};
/* Line ends inside base64. */
static const char *const breaks[] = {"&#13;", "&#xd;", "&#10;", "&#xa;",  "\\n",
                                     "\\r",   "\\t",   "&#9;",  "\\u000a"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Length of the token at offset, 0 where none of the list stands there. */
static size_t token_at(struct span text, size_t at, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(list[i]);
        if (at <= text.length && text.length - at >= length &&
            strncasecmp((const char *)text.bytes + at, list[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* Length of the opening that ends before offset. */
static size_t opening_before(struct span text, size_t at) {
    for (size_t i = 0; i < COUNT(openings); i++) {
        size_t length = strlen(openings[i]);
        if (at >= length && token_at(text, at - length, openings, COUNT(openings)) == length) {
            return length;
        }
    }
    return 0;
}

/* Behind the end of the start tag whose name ends at offset; SIZE_MAX where it is none, or one
 * without content. */
static size_t after_tag(struct span text, size_t at) {
    size_t closing = token_at(text, at, closings, COUNT(closings));
    if (closing) {
        return at + closing;
    }
    if (at >= text.length || (!isspace(text.bytes[at]) && text.bytes[at] != '\\')) {
        return SIZE_MAX;
    }
    for (size_t end = at; end < text.length && end - at < ATTRIBUTE_BYTES_MOST; end++) {
        closing = token_at(text, end, closings, COUNT(closings));
        if (closing) {
            return text.bytes[end - 1] == '/' ? SIZE_MAX : end + closing;
        }
        if (token_at(text, end, openings, COUNT(openings))) {
            break;
        }
    }
    return SIZE_MAX;
}

/* Whether the name at offset, perhaps with a prefix, follows an opening, which then starts at
 * start.
 */
static bool opens_tag(struct span text, size_t at, size_t *start) {
    size_t name = at;
    if (name > 0 && text.bytes[name - 1] == ':') {
        do {
            name--;
        } while (name > 0 && at - name < PREFIX_BYTES_MOST &&
                 (isalnum(text.bytes[name - 1]) || text.bytes[name - 1] == '_' ||
                  text.bytes[name - 1] == '-' || text.bytes[name - 1] == '.'));
    }
    size_t opening = opening_before(text, name);
    *start = name - opening;
    return opening > 0;
}

/* Whether the name at offset is that of a start tag. Where the tag starts and its content begins.
 */
static bool start_tag(struct span text, size_t at, size_t length, size_t *start, size_t *content) {
    *content = opens_tag(text, at, start) ? after_tag(text, at + length) : SIZE_MAX;
    return *content != SIZE_MAX;
}

static bool is_base64(uint8_t byte) {
    return isalnum(byte) || byte == '+' || byte == '/' || byte == '=' || isspace(byte);
}

/* Appends base64 from offset on up to the next tag, whose offset is returned; SIZE_MAX where
 * something else stands there. */
static size_t take_base64(struct span text, size_t at, struct buffer *out) {
    while (at < text.length) {
        size_t length = is_base64(text.bytes[at]) ? 1 : 0;
        if (length) {
            buffer_append_byte(out, text.bytes[at]);
        } else if (span_starts_with(span_from(text, at), "\\/", 2)) {
            length = 1; /* an escaped digit */
        } else {
            length = token_at(text, at, breaks, COUNT(breaks));
        }
        if (length == 0 || out->failed) {
            break;
        }
        at += length;
    }
    bool tag = !out->failed && token_at(text, at, openings, COUNT(openings)) > 0;
    return tag ? at : SIZE_MAX;
}

/* The bytes of one element of a key. */
struct numbers {
    struct buffer modulus, exponent; /* RSA */
    struct buffer p, q, g, y;        /* DSA; p and q also of RSA */
    struct buffer d;
};

static void numbers_wipe(struct numbers *numbers) {
    buffer_wipe(&numbers->modulus);
    buffer_wipe(&numbers->exponent);
    buffer_wipe(&numbers->p);
    buffer_wipe(&numbers->q);
    buffer_wipe(&numbers->g);
    buffer_wipe(&numbers->y);
    buffer_wipe(&numbers->d);
}

static struct buffer *number_named(struct numbers *numbers, struct span name) {
    const struct {
        const char *name;
        struct buffer *number;
    } names[] = {{"Modulus", &numbers->modulus},
                 {"Exponent", &numbers->exponent},
                 {"P", &numbers->p},
                 {"Q", &numbers->q},
                 {"G", &numbers->g},
                 {"Y", &numbers->y},
                 {"D", &numbers->d}};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (span_equal(name, span_text(names[i].name))) {
            return names[i].number;
        }
    }
    return NULL;
}

/* The name of the tag at offset, without prefix. */
static struct span tag_name(struct span text, size_t at) {
    size_t end = at;
    while (end < text.length && end - at < PREFIX_BYTES_MOST &&
           (isalnum(text.bytes[end]) || text.bytes[end] == ':' || text.bytes[end] == '_' ||
            text.bytes[end] == '-')) {
        at = text.bytes[end] == ':' ? end + 1 : at;
        end++;
    }
    return span_part(text, at, end - at);
}

/* Reads the elements of a key; region is what stands between its tags. */
static void read_numbers(struct span region, struct numbers *numbers) {
    unsigned elements = 0;
    for (size_t at = 0; at < region.length && elements < ELEMENTS_MOST; at++) {
        size_t opening = token_at(region, at, openings, COUNT(openings));
        if (!opening) {
            continue;
        }
        elements++;
        struct span name = tag_name(region, at + opening);
        struct buffer *number = number_named(numbers, name);
        if (!number || number->length) {
            continue;
        }
        struct buffer digits = {.limit = KEY_BYTES_MOST};
        size_t content = after_tag(region, (size_t)(name.bytes - region.bytes) + name.length);
        size_t end = content == SIZE_MAX ? SIZE_MAX : take_base64(region, content, &digits);
        size_t bad = 0;
        if (end != SIZE_MAX && !base64_decode(buffer_span(&digits), number, &bad)) {
            buffer_wipe(number);
        }
        at = end == SIZE_MAX ? at : end - 1;
        buffer_wipe(&digits);
    }
}

static void report_numbers(const struct blob *at, struct examiner *examiner,
                           struct numbers *numbers, bool is_dsa) {
    bool is_private = numbers->d.length || (!is_dsa && numbers->p.length && numbers->q.length);
    struct artifact artifact = artifact_of(is_private ? KIND_PRIVATE_KEY : KIND_PUBLIC_KEY,
                                           is_dsa ? "DSAKeyValue" : "RSAKeyValue");
    struct arena arena = {0};
    struct dsa_numbers dsa = {buffer_span(&numbers->p), buffer_span(&numbers->q),
                              buffer_span(&numbers->g), buffer_span(&numbers->y)};
    bool known = is_dsa ? public_key_of_dsa(&dsa, &artifact.key, &arena)
                        : public_key_of_rsa(buffer_span(&numbers->modulus),
                                            buffer_span(&numbers->exponent), &artifact.key, &arena);
    artifact.encoding = "xml";
    if (known) {
        report_key(examiner, at, &artifact, (struct span){0});
    } else if (numbers->modulus.length >= REAL_DIGITS || numbers->p.length >= REAL_DIGITS) {
        examiner_problem(examiner, at, "decode", "malformed", "the %s holds no readable public key",
                         artifact.structure);
    }
    arena_release(&arena);
}

static void examine_key(const struct blob *blob, struct examiner *examiner,
                        struct text_lines *lines, size_t start, size_t content, bool is_dsa) {
    struct numbers numbers = {0};
    struct place place;
    size_t end = text_find(span_part(blob->bytes, 0, content + KEY_BYTES_MOST), content,
                           is_dsa ? "DSAKeyValue" : "RSAKeyValue");
    if (end == SIZE_MAX) {
        return;
    }
    read_numbers(span_part(blob->bytes, content, end - content), &numbers);
    place_at_line(&place, blob, lines, start);
    report_numbers(&place.at, examiner, &numbers, is_dsa);
    numbers_wipe(&numbers);
}

static void examine_document(const struct blob *blob, struct examiner *examiner,
                             struct text_lines *lines, size_t start, size_t content,
                             const char *label) {
    const struct limits *limits = examiner_limits(examiner);
    struct buffer digits = {.limit = (size_t)limits->crl_bytes}, bytes = {0};
    struct place place;
    size_t bad = 0, end = take_base64(blob->bytes, content, &digits);
    if (end != SIZE_MAX && base64_longest_run(buffer_span(&digits)) >= REAL_DIGITS &&
        base64_decode(buffer_span(&digits), &bytes, &bad) && !bytes.failed) {
        place_at_line(&place, blob, lines, start);
        struct child child = {.element = place.element,
                              .name = "",
                              .label = label,
                              .encoding = "xml",
                              .position = start,
                              .bytes = buffer_span(&bytes)};
        examiner_child(examiner, blob, &child);
        if (asn1_announced(child.bytes) > 0) {
            examiner_claim(examiner, content, end);
        }
    }
    buffer_release(&digits);
    buffer_release(&bytes);
}

struct element {
    const char *name;
    const char *label; /* of the DER inside; NULL for a key in numbers */
};

static const struct element elements[] = {
    {"RSAKeyValue", NULL},   {"DSAKeyValue", NULL},       {"X509Certificate", "CERTIFICATE"},
    {"X509CRL", "X509 CRL"}, {"BinarySecurityToken", ""}, /* a certificate or a PKCS#7 of several */
};

static bool xml_key_accepts(const struct blob *blob) {
    return !blob->label[0];
}

static void examine_elements(const struct blob *blob, struct examiner *examiner,
                             const struct element *element) {
    struct text_lines lines = {0};
    size_t length = strlen(element->name);
    uint64_t count = 0;
    for (size_t at = text_find(blob->bytes, 0, element->name); at != SIZE_MAX;
         at = text_find(blob->bytes, at + length, element->name)) {
        size_t start = 0, content = 0;
        if (!start_tag(blob->bytes, at, length, &start, &content)) {
            continue;
        }
        if (++count > examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more elements than the limit blocks allows; the rest is unread");
            return;
        }
        if (element->label) {
            examine_document(blob, examiner, &lines, start, content, element->label);
        } else {
            examine_key(blob, examiner, &lines, start, content, element->name[0] == 'D');
        }
    }
}

static bool xml_key_decode(const struct blob *blob, struct examiner *examiner) {
    for (size_t i = 0; i < COUNT(elements); i++) {
        examine_elements(blob, examiner, &elements[i]);
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    size_t start = 0;
    return opens_tag(text, at, &start);
}

/* The names of the elements above. */
static const struct anchor anchors[] = {
    {"RSAKeyValue", confirms}, {"DSAKeyValue", confirms},         {"X509Certificate", confirms},
    {"X509CRL", confirms},     {"BinarySecurityToken", confirms}, {0},
};

const struct decoder xml_key_decoder = {
    .name = "xml_key",
    .accepts = xml_key_accepts,
    .decode = xml_key_decode,
    .anchors = anchors,
};
