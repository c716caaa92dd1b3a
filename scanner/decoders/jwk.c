/* JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2) wherever they stand in a text,
 * alone, in a set, or escaped inside a string. Members "x5c", of a key or of a JOSE header (RFC
 * 7515 section 4.1.6), hold certificates. */
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "decoders/json_scan.h"
#include "decoders/jwk_lines.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"

enum {
    NAME_BYTES = 3, /* of "kty" and "x5c" */
    CERTIFICATES_MOST = 64,
    WORK_FACTOR = 16, /* bytes looked at for each byte of text, before giving up */
    REAL_DIGITS = 40, /* a number of this many digits is no example with dots in it */
};

struct jwk {
    struct json_cursor cursor;
    struct span kty, crv, kid, n, e, d, x, y;
    struct span x5c;
};

static void keep_member(struct jwk *jwk, const struct json_member *member) {
    const struct {
        const char *name;
        struct span *value;
    } members[] = {{"kty", &jwk->kty}, {"crv", &jwk->crv}, {"kid", &jwk->kid}, {"n", &jwk->n},
                   {"e", &jwk->e},     {"d", &jwk->d},     {"x", &jwk->x},     {"y", &jwk->y}};
    if (member->kind == JSON_ARRAY && span_equal(member->name, span_text("x5c"))) {
        jwk->x5c = member->value;
    }
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (member->kind == JSON_STRING && span_equal(member->name, span_text(members[i].name))) {
            *members[i].value = member->value;
        }
    }
}

/* Base64url without padding (RFC 7515 section 2); some programs write plain base64. */
static bool decode_base64url(struct span text, struct buffer *out) {
    uint32_t gathered = 0;
    while (text.length && text.bytes[text.length - 1] == '=') {
        text.length--;
    }
    for (size_t i = 0; i < text.length; i++) {
        int value = base64_value(text.bytes[i]);
        if (value < 0) {
            return false;
        }
        gathered = (gathered << 6 | (uint32_t)value) & 0xFFFFFF;
        if (i % 4) {
            buffer_append_byte(out, (uint8_t)(gathered >> (6 - 2 * (i % 4))));
        }
    }
    return text.length % 4 != 1 && text.length > 0 && !out->failed;
}

/* The bytes of a member; false where it is not there or not base64url. */
static bool number(const struct jwk *jwk, struct span value, struct buffer *out) {
    struct buffer text = {.limit = JSON_OBJECT_BYTES_MOST};
    bool whole = false;
    if (value.length) {
        json_append(&text, &jwk->cursor, value);
        whole = !text.failed && decode_base64url(buffer_span(&text), out);
    }
    buffer_wipe(&text);
    return whole;
}

static bool says(const struct jwk *jwk, struct span value, const char *word) {
    struct buffer text = {.limit = JSON_OBJECT_BYTES_MOST};
    json_append(&text, &jwk->cursor, value);
    bool same = span_equal(buffer_span(&text), span_text(word));
    buffer_release(&text);
    return same;
}

static const char *curve_of(const struct jwk *jwk) {
    static const char *const curves[] = {"P-256",   "P-384", "P-521",  "secp256k1",
                                         "Ed25519", "Ed448", "X25519", "X448"};
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        if (says(jwk, jwk->crv, curves[i])) {
            return curves[i];
        }
    }
    return "";
}

/* The public half as the members give it, or as the private number makes it. */
struct halves {
    struct public_key given, computed;
    bool has_private;
};

static void read_halves(const struct jwk *jwk, struct halves *halves, struct arena *arena) {
    struct buffer first = {0}, second = {0}, private = {0};
    const char *curve = curve_of(jwk);
    halves->has_private = number(jwk, jwk->d, &private);
    struct span scalar = buffer_span(&private);
    if (says(jwk, jwk->kty, "RSA")) {
        if (number(jwk, jwk->n, &first) && number(jwk, jwk->e, &second)) {
            public_key_of_rsa(buffer_span(&first), buffer_span(&second), &halves->given, arena);
        }
    } else if (says(jwk, jwk->kty, "EC")) {
        if (number(jwk, jwk->x, &first) && number(jwk, jwk->y, &second)) {
            public_key_of_coordinates(curve, buffer_span(&first), buffer_span(&second),
                                      &halves->given, arena);
        }
        public_key_of_scalar(curve, scalar, &halves->computed, arena);
    } else if (says(jwk, jwk->kty, "OKP")) {
        if (number(jwk, jwk->x, &first)) {
            public_key_of_octets(curve, buffer_span(&first), &halves->given, arena);
        }
        if (halves->has_private) {
            public_key_of_seed(curve, scalar, &halves->computed, arena);
        }
    }
    buffer_release(&first);
    buffer_release(&second);
    buffer_wipe(&private);
}

/* Digits enough for a real number: what cannot be read then is worth a row. */
static bool is_real(const struct jwk *jwk) {
    struct span value = jwk->n.length ? jwk->n : jwk->x;
    return base64_longest_run(value) >= REAL_DIGITS;
}

static void report_jwk(const struct blob *at, struct examiner *examiner, const struct jwk *jwk) {
    struct arena arena = {0};
    struct halves halves = {.given = {.algorithm = "", .curve = ""},
                            .computed = {.algorithm = "", .curve = ""}};
    read_halves(jwk, &halves, &arena);
    const struct public_key *key = halves.given.known ? &halves.given : &halves.computed;
    if (key->known) {
        struct artifact artifact =
            artifact_of(halves.has_private ? KIND_PRIVATE_KEY : KIND_PUBLIC_KEY, "JWK");
        artifact.encoding = "jwk";
        artifact.key = *key;
        report_key(examiner, at, &artifact, (struct span){0});
    } else if (is_real(jwk)) {
        examiner_problem(examiner, at, "decode", "malformed",
                         "the JSON Web Key holds no readable public half");
    }
    if (halves.given.known && halves.computed.known &&
        memcmp(halves.given.spki_sha256, halves.computed.spki_sha256, SHA256_BYTES) != 0) {
        examiner_observe(examiner, at, "key-invalid", 0, 0,
                         "the public members of the JSON Web Key are those of another key");
    }
    arena_release(&arena);
}

/* A string of the blob itself that says what its member promises. */
static void claim(const struct blob *blob, struct examiner *examiner, struct span string,
                  struct span bytes) {
    uintptr_t start = (uintptr_t)string.bytes - (uintptr_t)blob->bytes.bytes;
    if (start < blob->bytes.length && asn1_announced(bytes) > 0) {
        examiner_claim(examiner, (size_t)start, (size_t)start + string.length);
    }
}

static void examine_certificates(const struct blob *blob, struct examiner *examiner,
                                 const struct jwk *jwk, const struct place *place) {
    struct span rest = jwk->x5c, string;
    char element[PLACE_ELEMENT_BYTES + 32];
    for (unsigned i = 1; i <= CERTIFICATES_MOST && json_next_string(&jwk->cursor, &rest, &string);
         i++) {
        struct buffer text = {.limit = JSON_OBJECT_BYTES_MOST}, bytes = {0};
        size_t bad = 0;
        json_append(&text, &jwk->cursor, string);
        snprintf(element, sizeof element, "%s!x5c %u", place->element, i);
        struct child child = {.element = element,
                              .name = "",
                              .label = "CERTIFICATE",
                              .encoding = "jwk",
                              .position = place->at.position - blob->position};
        if (!text.failed && base64_longest_run(buffer_span(&text)) >= REAL_DIGITS &&
            base64_decode(buffer_span(&text), &bytes, &bad) && !bytes.failed) {
            child.bytes = buffer_span(&bytes);
            examiner_child(examiner, blob, &child);
            claim(blob, examiner, string, child.bytes);
        }
        buffer_release(&text);
        buffer_release(&bytes);
    }
}

static void set_place(struct place *place, const struct blob *blob, struct text_lines *lines,
                      size_t offset, const struct jwk *jwk) {
    struct buffer kid = {.limit = JSON_OBJECT_BYTES_MOST};
    place_at_line(place, blob, lines, offset);
    json_append(&kid, &jwk->cursor, jwk->kid);
    if (!kid.failed && kid.length) {
        place_set(place, blob, buffer_text(&kid), offset);
    }
    buffer_release(&kid);
}

/* Reads all members. False where the object cannot be read to its end. */
static bool read_object(struct jwk *jwk) {
    struct json_member member;
    while (json_next(&jwk->cursor, &member)) {
        keep_member(jwk, &member);
    }
    return jwk->cursor.done;
}

static void examine_object(const struct blob *blob, struct examiner *examiner,
                           struct text_lines *lines, size_t start, const struct jwk *jwk) {
    struct place place;
    set_place(&place, blob, lines, start, jwk);
    if (says(jwk, jwk->kty, "oct")) {
        examiner_recognised(examiner);
    } else if (jwk->kty.length) {
        report_jwk(&place.at, examiner, jwk);
    }
    examine_certificates(blob, examiner, jwk, &place);
}

/* Members on lines of their own, written anew as an object of JSON. Moves floor behind them. */
static void examine_lines(const struct blob *blob, struct examiner *examiner,
                          struct text_lines *lines, size_t at, size_t *floor) {
    struct buffer object = {.limit = JSON_OBJECT_BYTES_MOST};
    struct jwk jwk = {0};
    size_t start = 0, end = 0, opening = 0;
    if (jwk_lines_around(blob->bytes, *floor, at, &object, &start, &end) &&
        json_object_around(buffer_span(&object), 0, text_find(buffer_span(&object), 0, "kty"),
                           NAME_BYTES, &jwk.cursor, &opening) &&
        read_object(&jwk)) {
        examine_object(blob, examiner, lines, start, &jwk);
        *floor = end > at ? end : at;
    }
    buffer_wipe(&object);
}

/* The two names that betray an object of ours, and where the next of each stands. */
struct names {
    size_t kty, x5c;
};

/* The nearest of them from offset on. Each is searched for again only when it was passed. */
static size_t next_name(struct names *names, struct span text, size_t from) {
    if (names->kty != SIZE_MAX && names->kty < from) {
        names->kty = text_find(text, from, "kty");
    }
    if (names->x5c != SIZE_MAX && names->x5c < from) {
        names->x5c = text_find(text, from, "x5c");
    }
    return names->kty < names->x5c ? names->kty : names->x5c;
}

static bool jwk_accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool jwk_decode(const struct blob *blob, struct examiner *examiner) {
    struct text_lines lines = {0};
    struct span text = blob->bytes;
    struct names names = {text_find(text, 0, "kty"), text_find(text, 0, "x5c")};
    uint64_t work = 0, work_most = (uint64_t)text.length * WORK_FACTOR + JSON_OBJECT_BYTES_MOST;
    size_t floor = 0;
    for (size_t at = next_name(&names, text, 0); at != SIZE_MAX;
         at = next_name(&names, text, floor)) {
        struct jwk jwk = {0};
        size_t start = 0;
        bool whole = json_object_around(text, floor, at, NAME_BYTES, &jwk.cursor, &start) &&
                     read_object(&jwk);
        work += jwk.cursor.at;
        if (work > work_most) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "objects in objects beyond measure; the rest is not searched for "
                             "JSON Web Keys");
            break;
        }
        size_t before = floor;
        floor = at + NAME_BYTES;
        if (!whole) {
            examine_lines(blob, examiner, &lines, at, &before);
            floor = before > floor ? before : floor;
        } else {
            examine_object(blob, examiner, &lines, start, &jwk);
            floor = start + jwk.cursor.at > floor ? start + jwk.cursor.at : floor;
        }
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    return json_may_name_member(text, at, NAME_BYTES);
}

static const struct anchor anchors[] = {{"kty", confirms}, {"x5c", confirms}, {0}};

const struct decoder jwk_decoder = {
    .name = "jwk",
    .accepts = jwk_accepts,
    .decode = jwk_decode,
    .anchors = anchors,
};
