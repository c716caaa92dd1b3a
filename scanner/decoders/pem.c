/* PEM (RFC 7468, with the headers of RFC 1421 and RFC 4716) as found in life: every label, several
 * blocks a file, any text around, escaped, quoted, indented. Blocks become child blobs; a
 * traditional encrypted key (Proc-Type) is reported locked, since its bytes are ciphertext. */
#include "base/text.h"
#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/pem_elided.h"
#include "decoders/pem_label.h"
#include "decoders/pem_layout.h"
#include "decoders/pem_locked.h"

/* One block on its way to its decoder. */
struct opening {
    const struct blob *blob;
    struct examiner *examiner;
    const struct pem_block *block;
    struct pem_body *body;
    const struct blob *place; /* the child that the block would be */
    struct child child;
    uint64_t line;
};

/* The DER at the front, empty where it is not there whole. */
static struct span leading_element(struct span bytes) {
    uint64_t announced = asn1_announced(bytes);
    return span_part(bytes, 0, announced <= bytes.length ? (size_t)announced : 0);
}

/* Forms other than DER that say at their front what they are: OpenSSH's private keys, the public
 * and private keys of RFC 4716. */
static bool has_other_form(struct span bytes) {
    static const char openssh[] = "openssh-key-v1";
    static const uint8_t ssh2_private[] = {0x3F, 0x6F, 0xF9, 0xEB};
    bool named = bytes.length > 16 && bytes.bytes[0] == 0 && bytes.bytes[1] == 0 &&
                 bytes.bytes[2] == 0 && bytes.bytes[3] >= 4 && bytes.bytes[3] <= 64;
    return named || span_starts_with(bytes, openssh, sizeof openssh) ||
           span_starts_with(bytes, ssh2_private, sizeof ssh2_private);
}

/* Base64 was applied twice: what comes out is a text again. */
static bool is_text_again(struct span bytes) {
    static const char *const heads[] = {"-----BEGIN ", "LS0tLS1CRUdJTi", "MII"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (span_starts_with(bytes, heads[i], strlen(heads[i]))) {
            return i == 0 || base64_end(bytes) == bytes.length;
        }
    }
    return false;
}

static void pass_on(struct opening *opening, struct span bytes) {
    opening->child.bytes = bytes;
    examiner_child(opening->examiner, opening->blob, &opening->child);
}

/* Content that is whole and fits; whether a decoder knows it is asked here for labels we do not. */
static void pass_on_known(struct opening *opening, struct span bytes) {
    const struct pem_body *body = opening->body;
    const char *label = opening->child.label;
    if (pem_is_locked(body->headers)) {
        pem_report_locked(opening->place, opening->examiner, body->headers, bytes);
        return;
    }
    if (is_text_again(bytes)) {
        examiner_observe(opening->examiner, opening->place, "base64-twice", opening->line, 1,
                         "the block holds base64 of a text that is base64 again");
        opening->child.label = "";
        pass_on(opening, bytes);
        return;
    }
    bool shaped = structure_of(leading_element(bytes)) != STRUCTURE_UNKNOWN;
    if (shaped || pem_promise_of(label) == PEM_PROMISE_READ) {
        pass_on(opening, bytes);
    } else if (pem_promise_of(label) == PEM_PROMISE_UNKNOWN) {
        examiner_problem(opening->examiner, opening->place, "decode", "unsupported",
                         "\"%s\" is not opened", label);
    } else {
        examiner_recognised(opening->examiner);
    }
}

static void report_bad_base64(const struct opening *opening) {
    const char *label = opening->child.label;
    uint64_t below = opening->body->bad_line;
    if (pem_is_elided(opening->block->body, false)) {
        examiner_problem(opening->examiner, opening->place, "decode", "base64",
                         "of the block \"%s\" a part is left out", label);
    } else if (below == 0) {
        examiner_problem(opening->examiner, opening->place, "decode", "base64",
                         "the block \"%s\" is no base64, from its first line on", label);
    } else {
        examiner_problem(opening->examiner, opening->place, "decode", "base64",
                         "the block \"%s\" is no base64, from %llu line%s below BEGIN on", label,
                         (unsigned long long)below, below == 1 ? "" : "s");
    }
}

/* Decides whether what was decoded can be used. Where something inside the block was no base64, or
 * its END line is missing, the content must prove itself: DER says how long it is. */
static void examine_body(struct opening *opening) {
    const struct pem_body *body = opening->body;
    struct span bytes = buffer_span(&body->bytes);
    struct span element = leading_element(bytes);
    const char *label = opening->child.label;
    bool proven = structure_of(element) != STRUCTURE_UNKNOWN;
    bool trusted = strcmp(label, "TRUSTED CERTIFICATE") == 0;
    if (body->over_limit) {
        examiner_problem(opening->examiner, opening->place, "decode", "limit",
                         "the block \"%s\" is above the limit crl-bytes", label);
    } else if (body->clean && opening->block->ended) {
        pass_on_known(opening, bytes);
    } else if (!proven && pem_promise_of(label) == PEM_PROMISE_NONE) {
        return; /* whoever promised more by the file's name has not kept it */
    } else if (proven || has_other_form(bytes)) {
        pass_on_known(opening, proven && !trusted ? element : bytes);
    } else if (!opening->block->ended) {
        examiner_problem(opening->examiner, opening->place, "decode", "truncated",
                         "the block \"%s\" has no END line, and its content breaks off", label);
    } else {
        report_bad_base64(opening);
    }
}

/* An example of which only the ends are shown, in a file that promises no more. */
static bool is_abridged(const struct blob *blob, const struct pem_block *block,
                        const struct pem_body *body) {
    struct span bytes = buffer_span(&body->bytes);
    bool other = body->clean && (has_other_form(bytes) || pem_is_locked(body->headers));
    return !pem_layout_promised(blob->name) && !other &&
           structure_of(leading_element(bytes)) == STRUCTURE_UNKNOWN &&
           pem_is_elided(block->body, body->clean && body->comment == SIZE_MAX);
}

/* The wrong label is wrong in a PEM file, in YAML and in source code alike. */
static void check_label(const struct opening *opening) {
    static const char openssh_label[] = "OPENSSH PRIVATE KEY", openssh[] = "openssh-key-v1";
    struct span bytes = buffer_span(&opening->body->bytes);
    const char *label = opening->child.label;
    enum structure structure = structure_of(leading_element(bytes));
    bool is_openssh = span_starts_with(bytes, openssh, sizeof openssh);
    bool named_openssh = strcmp(label, openssh_label) == 0;
    bool wrong = pem_label_is_wrong(label, structure) || (is_openssh && !named_openssh);
    if (wrong && !pem_is_locked(opening->body->headers)) {
        examiner_observe(opening->examiner, opening->blob, "pem-label-wrong", opening->line, 0,
                         "the label is \"%s\", the content %s", label,
                         is_openssh ? "OpenSSH" : structure_name(structure));
    }
}

static void examine_block(const struct blob *blob, struct examiner *examiner,
                          const struct pem_block *block, bool after_parameters,
                          struct pem_layout *layout) {
    struct pem_body body;
    struct place place;
    if (!pem_body_read(blob->bytes, block, examiner_limits(examiner)->crl_bytes, &body)) {
        goto out; /* a mention */
    }
    if (is_abridged(blob, block, &body)) {
        examiner_recognised(examiner);
        examiner_observe(examiner, blob, "pem-elided",
                         text_line_at(&layout->counter, blob->bytes, block->begin.start), 0,
                         "the block \"%s\" is an example, of which a part is left out",
                         block->begin.label);
        goto out;
    }
    pem_layout_block(layout, block, &body);
    place_at_line(&place, blob, &layout->counter, block->begin.start);
    place.at.label = block->begin.label;
    place.at.encoding = "pem";
    struct opening opening = {.blob = blob,
                              .examiner = examiner,
                              .block = block,
                              .body = &body,
                              .line = layout->counter.breaks + 1,
                              .place = &place.at,
                              .child = {.element = place.element,
                                        .name = "",
                                        .label = block->begin.label,
                                        .encoding = "pem",
                                        .position = block->begin.start}};
    check_label(&opening);
    if (after_parameters && strcmp(block->begin.label, "EC PRIVATE KEY") == 0) {
        examiner_observe(examiner, blob, "key-ec-params-block", opening.line, 0,
                         "a block EC PARAMETERS stands before the block EC PRIVATE KEY");
    }
    examine_body(&opening);
out:
    pem_body_release(&body);
}

static bool pem_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length > 0;
}

static bool pem_decode(const struct blob *blob, struct examiner *examiner) {
    struct pem_walk walk = pem_walk_of(blob->bytes);
    struct pem_layout layout;
    struct pem_block block;
    size_t from = 0;
    uint64_t blocks = 0;
    bool after_parameters = false;
    pem_layout_begin(&layout, blob);
    while (pem_next_block(&walk, from, &block)) {
        if (++blocks > examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more PEM blocks than the limit blocks allows; the rest is unread");
            break;
        }
        if (strstr(block.begin.label, "PARAMETERS") || strncmp(block.begin.label, "PGP ", 4) == 0) {
            examiner_recognised(examiner); /* known, and nothing for us */
            layout.last = block.next;
        } else {
            examine_block(blob, examiner, &block, after_parameters, &layout);
        }
        after_parameters = strcmp(block.begin.label, "EC PARAMETERS") == 0;
        from = block.next;
    }
    pem_layout_report(&layout, blob, examiner);
    return false;
}

/* What is nothing for us explains a file whose name promises more (examine.c). */
static bool has_promising_name(const struct blob *blob) {
    static const char *const extensions[] = {".crt", ".cer", ".pem", ".der", ".p12", ".pfx", ".jks",
                                             ".csr", ".crl", ".p7b", ".p8",  ".key", NULL};
    return text_has_extension_of(blob->name, extensions);
}

static const struct anchor pem_anchors[] = {{PEM_ANCHOR, pem_anchor_confirms}, {0}};

const struct decoder pem_decoder = {
    .name = "pem",
    .accepts = pem_accepts,
    .decode = pem_decode,
    .anchors = pem_anchors,
    .front = has_promising_name,
};
