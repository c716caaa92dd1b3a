#define _GNU_SOURCE
#include "examine.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "part_list.h"
#include "range_list.h"

struct examiner {
    const struct limits *limits;
    const struct passphrases *passphrases;
    const struct examine_sink *sink;
    struct account *account;
    uint64_t members; /* spent by the outermost file */
    uint64_t bytes;
    uint64_t rounds;
    uint64_t notices;       /* artifacts, problems and recognised structures so far */
    struct part_list parts; /* of the file or member that is looked at */
    uint64_t part_count;
    struct range_list claims; /* of the blob that is looked at */
    struct buffer container;  /* the last that a part gave */
    struct buffer trail;
};

const struct limits *examiner_limits(const struct examiner *examiner) {
    return examiner->limits;
}

struct companion *examiner_companion(const struct examiner *examiner) {
    return examiner->sink->companion;
}

/* Puts the part of the text where the record lies into its container and trail. */
static void tell_part(struct examiner *examiner, const struct blob *at, struct record *record) {
    const char *part = part_list_at(&examiner->parts, at->position);
    size_t length = strlen(at->container);
    if (!part || strcmp(at->trail, at->container) == 0) {
        return;
    }
    const char *inside = at->trail + length + (length ? 1 : 0);
    buffer_clear(&examiner->container);
    buffer_format(&examiner->container, "%s%s%s", at->container, length ? "!" : "", part);
    buffer_clear(&examiner->trail);
    buffer_format(&examiner->trail, "%s!%s", buffer_text(&examiner->container), inside);
    if (!examiner->trail.failed && !examiner->container.failed) {
        record->container = buffer_text(&examiner->container);
        record->trail = buffer_text(&examiner->trail);
    }
}

static struct record record_at(struct examiner *examiner, const struct blob *at,
                               enum record_type type) {
    struct record record = record_of(type);
    record.origin = *at->origin;
    record.trail = at->trail;
    record.container = at->container;
    record.position = at->position;
    tell_part(examiner, at, &record);
    return record;
}

void examiner_part(struct examiner *examiner, const struct blob *at, size_t start, size_t end,
                   const char *name) {
    if (examiner->part_count++ < examiner->limits->blocks) {
        part_list_add(&examiner->parts, at->position + start, at->position + end, name);
    }
}

void examiner_claim(struct examiner *examiner, size_t start, size_t end) {
    range_list_add(&examiner->claims, start, end);
}

size_t examiner_claimed(struct examiner *examiner, size_t offset) {
    return range_list_end(&examiner->claims, offset);
}

/* What matters about a private key at this place only. */
static void observe_private_key(struct examiner *examiner, const struct blob *at,
                                const struct artifact *artifact) {
    enum { OTHERS_MAY_READ = 0044, PERMISSIONS = 07777 };
    const struct origin *origin = at->origin;
    if (artifact->disagreement) {
        examiner_observe(examiner, at, "key-invalid", 0, 0, "%s", artifact->disagreement);
    }
    if (!at->container[0] && (origin->mode & OTHERS_MAY_READ)) {
        examiner_observe(examiner, at, "key-permissions", 0, 0, "mode %04o, owner %u, group %u, %s",
                         origin->mode & PERMISSIONS, origin->owner, origin->group,
                         artifact->locked ? "locked" : "not locked");
    }
}

void examiner_artifact(struct examiner *examiner, const struct blob *at,
                       const struct artifact *artifact) {
    struct record record = record_at(examiner, at, RECORD_ARTIFACT);
    record.artifact = *artifact;
    examiner->notices++;
    examiner->sink->record(examiner->sink->context, &record);
    if (artifact->kind == KIND_PRIVATE_KEY) {
        observe_private_key(examiner, at, artifact);
    }
}

static void send_problem(struct examiner *examiner, const struct blob *at,
                         const struct problem *problem) {
    struct record record = record_at(examiner, at, RECORD_PROBLEM);
    record.problem = *problem;
    examiner->notices++;
    examiner->sink->record(examiner->sink->context, &record);
}

void examiner_problem(struct examiner *examiner, const struct blob *at, const char *stage,
                      const char *code, const char *format, ...) {
    char detail[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    send_problem(examiner, at, &(struct problem){.stage = stage, .code = code, .detail = detail});
}

void examiner_observe(struct examiner *examiner, const struct blob *at, const char *code,
                      uint64_t line, uint64_t column, const char *format, ...) {
    char detail[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    struct record record = record_at(examiner, at, RECORD_OBSERVATION);
    record.observation =
        (struct observation){.code = code, .line = line, .column = column, .detail = detail};
    examiner->sink->record(examiner->sink->context, &record);
}

void examiner_reference(struct examiner *examiner, const struct blob *at,
                        const struct file_reference *reference) {
    struct record record = record_at(examiner, at, RECORD_REFERENCE);
    record.reference = *reference;
    examiner->sink->record(examiner->sink->context, &record);
}

static void note_asked(const struct examiner *examiner) {
    if (examiner->sink->asked) {
        *examiner->sink->asked = true;
    }
}

const struct span *examiner_passphrases(const struct examiner *examiner, size_t *count) {
    note_asked(examiner);
    *count = examiner->passphrases->count;
    return examiner->passphrases->items;
}

bool examiner_charge_derivation(struct examiner *examiner, const struct blob *at, uint64_t rounds,
                                uint64_t memory) {
    const struct limits *limits = examiner->limits;
    uint64_t left = limits->derivation_rounds - examiner->rounds;
    uint64_t passphrases = examiner->passphrases->count;
    note_asked(examiner);
    if (memory <= limits->derivation_memory && (passphrases == 0 || rounds <= left / passphrases)) {
        examiner->rounds += rounds * passphrases;
        return true;
    }
    examiner_observe(examiner, at, "kdf-cost-refused", 0, 0,
                     "%llu rounds and %llu bytes of memory for each of %llu passphrases",
                     (unsigned long long)rounds, (unsigned long long)memory,
                     (unsigned long long)passphrases);
    return false;
}

bool examiner_recall(const struct examiner *examiner, const uint8_t digest[SHA256_BYTES],
                     struct artifact *artifact) {
    return examiner->sink->recall && recall_find(examiner->sink->recall, digest, artifact);
}

void examiner_keep(struct examiner *examiner, const uint8_t digest[SHA256_BYTES],
                   const struct artifact *artifact) {
    if (examiner->sink->recall) {
        recall_keep(examiner->sink->recall, digest, artifact);
    }
}

void examiner_recognised(struct examiner *examiner) {
    examiner->notices++;
}

static void note_progress(const struct examiner *examiner) {
    if (examiner->sink->progress) {
        examiner->sink->progress(examiner->sink->context);
    }
}

bool examiner_charge(struct examiner *examiner, uint64_t members, uint64_t bytes) {
    note_progress(examiner);
    examiner->members += members;
    examiner->bytes += bytes;
    return examiner->members <= examiner->limits->archive_members &&
           examiner->bytes <= examiner->limits->archive_bytes;
}

bool examiner_affords(const struct examiner *examiner, uint64_t bytes) {
    return examiner->bytes <= examiner->limits->archive_bytes &&
           bytes <= examiner->limits->archive_bytes - examiner->bytes;
}

/* A name that promises a key or certificate. Kept to extensions that are used for little else. */
static bool name_promises(const char *name) {
    static const char *const extensions[] = {".crt", ".cer", ".pem", ".der", ".p12", ".pfx", ".jks",
                                             ".csr", ".crl", ".p7b", ".p8",  ".key", NULL};
    return text_has_extension_of(name, extensions);
}

/* Secrets of every kind are kept in .key, any ASN.1 in .der; dictionaries are named .crl. */
static bool name_promises_certificate(const char *name) {
    static const char *const others[] = {".key", ".der", ".crl", NULL};
    return name_promises(name) && !text_has_extension_of(name, others);
}

static bool is_text(struct span bytes) {
    uint32_t point = 0;
    while (bytes.length) {
        size_t length = text_character(bytes, &point);
        bool is_space = point == '\t' || point == '\n' || point == '\r' || point == '\f';
        if (length == 0 || (point < ' ' && !is_space)) {
            return false;
        }
        bytes = span_from(bytes, length);
    }
    return true;
}

/* What armour or its body leaves behind when it is damaged beyond recognition. */
static bool has_trace_of_armour(struct span text) {
    enum { SHORTEST_KEY = 128, BODY_LINE = 60 }; /* bytes */
    return memmem(text.bytes, text.length, "-----", 5) ||
           (text.length >= SHORTEST_KEY && base64_longest_run(text) >= BODY_LINE);
}

/* Text has been read, whatever it says; what may be a broken key, and other bytes that no decoder
 * takes, have not been understood. */
static bool is_understood(const struct blob *blob) {
    return !text_has_extension(blob->name, ".der") && is_text(blob->bytes) &&
           !has_trace_of_armour(blob->bytes);
}

/* A file with a certificate's name and none in it is worth a finding, and a problem row too where
 * its content stays unknown. */
static void check_name(struct examiner *examiner, const struct blob *blob, uint64_t before) {
    if (examiner->notices != before || !name_promises(blob->name)) {
        return;
    }
    if (blob->bytes.length == 0) {
        examiner_observe(examiner, blob, "file-empty", 0, 0,
                         "the file is empty, though its name promises a key or certificate");
        examiner_problem(examiner, blob, "decode", "empty",
                         "empty file, though its name promises a key or certificate");
        return;
    }
    bool understood = is_understood(blob);
    if (name_promises_certificate(blob->name)) {
        examiner_observe(examiner, blob, "file-without-certificate", 0, 0,
                         "no key or certificate in %s of %zu byte%s, though the name promises one",
                         understood ? "the text" : "the data", blob->bytes.length,
                         blob->bytes.length == 1 ? "" : "s");
    }
    if (understood) {
        examiner_recognised(examiner);
    } else {
        examiner_problem(examiner, blob, "decode", "nothing-recognised",
                         "nothing recognised, though the name promises a key or certificate");
    }
}

static void examine_blob(struct examiner *examiner, const struct blob *blob) {
    uint64_t before = examiner->notices, met = UINT64_MAX;
    struct range_list outer = examiner->claims;
    examiner->claims = (struct range_list){0};
    if (examiner->sink->anchors) {
        met = blob->label[0] ? 0 : anchors_met(examiner->sink->anchors, blob->bytes);
    }
    for (size_t i = 0; decoders[i]; i++) {
        if (anchors_call(i, blob, met) && decoders[i]->decode(blob, examiner)) {
            break;
        }
    }
    range_list_release(&examiner->claims);
    examiner->claims = outer;
    check_name(examiner, blob, before);
}

/* Writes "trail!element", cut at the limit. */
static void join_trail(struct buffer *out, const struct blob *parent, const char *element,
                       const struct limits *limits) {
    buffer_append_text(out, parent->trail);
    if (element[0]) {
        buffer_append_text(out, parent->trail[0] ? "!" : "");
        buffer_append_text(out, element);
    }
    if (out->length > limits->name_bytes) {
        out->length = limits->name_bytes;
        buffer_append_text(out, "...");
    }
}

static void descend(struct examiner *examiner, const struct blob *parent, const struct child *child,
                    unsigned layers, bool is_member) {
    struct buffer trail = {0};
    join_trail(&trail, parent, child->element, examiner->limits);
    const char *shown = buffer_text(&trail);
    struct part_list outer = examiner->parts;
    if (is_member) {
        examiner->parts = (struct part_list){0};
    }
    struct blob blob = {
        .origin = parent->origin,
        .trail = shown,
        .container = is_member ? shown : parent->container,
        .position = is_member ? 0 : parent->position + child->position,
        .name = child->name,
        .label = child->label,
        .encoding = child->encoding,
        .bytes = child->bytes,
        .depth = parent->depth + layers,
    };
    if (blob.depth > examiner->limits->depth) {
        examiner_problem(examiner, &blob, "archive", "depth",
                         "nested deeper than the limit depth (%llu): unread",
                         (unsigned long long)examiner->limits->depth);
    } else {
        examine_blob(examiner, &blob);
    }
    if (is_member) {
        part_list_release(&examiner->parts);
        examiner->parts = outer;
    }
    buffer_release(&trail);
}

void examiner_child(struct examiner *examiner, const struct blob *parent,
                    const struct child *child) {
    descend(examiner, parent, child, 1, false);
}

void examiner_member(struct examiner *examiner, const struct blob *archive,
                     const struct child *member, unsigned layers) {
    tally_add(&examiner->account->seen[LAYER_MEMBER], 1, member->bytes.length);
    tally_add(&examiner->account->read[LAYER_MEMBER], 1, member->bytes.length);
    note_progress(examiner);
    descend(examiner, archive, member, layers, true);
    note_progress(examiner);
}

void examiner_skip_member(struct examiner *examiner, const struct blob *archive,
                          const char *element, uint64_t bytes, const char *code,
                          const char *sentence) {
    struct buffer trail = {0};
    struct blob blob = *archive;
    join_trail(&trail, archive, element, examiner->limits);
    blob.trail = buffer_text(&trail);
    tally_add(&examiner->account->seen[LAYER_MEMBER], 1, bytes);
    tally_add(&examiner->account->skipped[LAYER_MEMBER], 1, bytes);
    send_problem(examiner, &blob,
                 &(struct problem){.stage = "archive",
                                   .code = code,
                                   .detail = sentence,
                                   .skipped = true,
                                   .layer = LAYER_MEMBER,
                                   .bytes = bytes});
    buffer_release(&trail);
}

void examine(const struct origin *origin, const char *name, struct span bytes,
             const struct limits *limits, const struct passphrases *passphrases,
             const struct examine_sink *sink, struct account *account) {
    static const struct passphrases none = {0};
    struct examiner examiner = {.limits = limits,
                                .passphrases = passphrases ? passphrases : &none,
                                .sink = sink,
                                .account = account};
    struct blob blob = {.origin = origin,
                        .trail = "",
                        .container = "",
                        .name = name,
                        .label = "",
                        .encoding = "der",
                        .bytes = bytes};
    examine_blob(&examiner, &blob);
    part_list_release(&examiner.parts);
    buffer_release(&examiner.container);
    buffer_release(&examiner.trail);
}
