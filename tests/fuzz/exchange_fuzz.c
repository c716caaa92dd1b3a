/* Messages between worker and parent. Whatever reads as a record, job or signature question is
 * written back to the same bytes; and a good record with fuzzed changes fails or stands for
 * itself. */
#include <string.h>

#include "base/arena.h"
#include "fuzz.h"
#include "record.h"

static void require_same(const struct buffer *written, struct span message) {
    require(!written->failed && span_equal(buffer_span(written), message),
            "what reads is written back to the same bytes");
}

static void try_record(struct span message) {
    struct record record = record_of(RECORD_DONE);
    struct exchange read = {.in = message};
    if (record_exchange(&read, &record)) {
        struct buffer out = {0};
        struct exchange write = {.out = &out};
        require(record_exchange(&write, &record), "a record that was read can be written");
        require_same(&out, message);
        buffer_release(&out);
    }
}

static void try_job(struct span message) {
    struct arena arena = {0};
    struct job job = {.argument = ""};
    struct exchange read = {.in = message};
    if (job_exchange(&read, &job, &arena)) {
        struct buffer out = {0};
        struct exchange write = {.out = &out};
        require(job_exchange(&write, &job, NULL), "a job that was read can be written");
        require_same(&out, message);
        buffer_release(&out);
    }
    arena_release(&arena);
}

static void try_signature_item(struct span message) {
    struct signature_item item = {0};
    struct exchange read = {.in = message};
    if (signature_item_exchange(&read, &item)) {
        struct buffer out = {0};
        struct exchange write = {.out = &out};
        require(signature_item_exchange(&write, &item), "a question read can be written");
        require_same(&out, message);
        buffer_release(&out);
    }
}

/* A record of each type with texts and bytes from the input. */
static struct record record_from(enum record_type type, const char *text, struct span bytes) {
    struct record record = record_of(type);
    record.origin.path = text;
    record.origin.object.length = bytes.length % (OBJECT_ID_BYTES + 1);
    record.trail = text;
    record.artifact.der = bytes;
    record.artifact.key.spki = bytes;
    record.artifact.certificate.subject = text;
    record.problem.detail = text;
    record.observation.detail = text;
    record.appearance.path = text;
    record.pointer = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    record.left_out.reason = text;
    record.verdict = VERDICT_VALID;
    return record;
}

/* Pairs of input bytes say where to change a byte of the message, and to what. */
static void try_changed(enum record_type type, struct span input) {
    char text[65];
    size_t length = input.length < sizeof text - 1 ? input.length : sizeof text - 1;
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)(input.bytes[i] ? input.bytes[i] : ' ');
    }
    text[length] = 0;
    struct record record = record_from(type, text, input);
    struct buffer message = {0};
    struct exchange write = {.out = &message};
    require(record_exchange(&write, &record), "a good record can be written");
    try_record(buffer_span(&message));
    for (size_t i = 0; i + 3 <= input.length && i < 48; i += 3) {
        size_t at = (input.bytes[i] | (size_t)input.bytes[i + 1] << 8) % message.length;
        message.bytes[at] = input.bytes[i + 2];
        try_record(buffer_span(&message));
        try_record(span_part(buffer_span(&message), 0, at));
    }
    buffer_release(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct span message = span_of(bytes, length);
    try_record(message);
    try_job(message);
    try_signature_item(message);
    if (length) {
        try_changed((enum record_type)(1 + bytes[0] % (RECORD_TYPES - 1)), span_from(message, 1));
    }
    return 0;
}
