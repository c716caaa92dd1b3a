#include "decoders/java_stream.h"

static uint64_t number(struct java_stream *stream, size_t octets) {
    struct span bytes = java_bytes(stream, octets);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        value = value << 8 | bytes.bytes[i];
    }
    return value;
}

uint8_t java_byte(struct java_stream *stream) {
    return (uint8_t)number(stream, 1);
}

uint16_t java_short(struct java_stream *stream) {
    return (uint16_t)number(stream, 2);
}

uint32_t java_int(struct java_stream *stream) {
    return (uint32_t)number(stream, 4);
}

uint64_t java_long(struct java_stream *stream) {
    return number(stream, 8);
}

struct span java_bytes(struct java_stream *stream, size_t length) {
    if (stream->failed || length > stream->whole.length - stream->at) {
        stream->failed = true;
        return (struct span){0};
    }
    struct span bytes = span_part(stream->whole, stream->at, length);
    stream->at += length;
    return bytes;
}

struct span java_text(struct java_stream *stream) {
    return java_bytes(stream, java_short(stream));
}

struct span java_block(struct java_stream *stream) {
    return java_bytes(stream, java_int(stream));
}

void java_alias(struct span alias, uint64_t number_of_entry, struct buffer *out) {
    for (size_t i = 0; i < alias.length; i++) {
        buffer_append_byte(out, alias.bytes[i] ? alias.bytes[i] : '?');
    }
    if (alias.length == 0) {
        buffer_format(out, "entry %llu", (unsigned long long)number_of_entry);
    }
}

enum {
    TC_NULL = 0x70,
    TC_REFERENCE,
    TC_CLASSDESC,
    TC_OBJECT,
    TC_STRING,
    TC_ARRAY,
    TC_ENDBLOCKDATA = 0x78,
    STREAM_MAGIC = 0xACED,
    STREAM_VERSION = 5,
    CLASSES_MOST = 4, /* a class and those it extends */
    FIELDS_MOST = 16, /* of all of them */
};

/* The type codes of an object's fields, in the order in which their values stand. */
struct fields {
    uint8_t types[FIELDS_MOST];
    size_t count;
};

static void skip_string(struct java_stream *stream) {
    uint8_t tag = java_byte(stream);
    if (tag == TC_STRING) {
        java_text(stream);
    } else if (tag == TC_REFERENCE) {
        java_int(stream);
    } else if (tag != TC_NULL) {
        stream->failed = true;
    }
}

/* Fields of one class, put before those of the classes that extend it. */
static void read_fields(struct java_stream *stream, struct fields *fields) {
    size_t count = java_short(stream);
    if (count > FIELDS_MOST - fields->count) {
        stream->failed = true;
        return;
    }
    memmove(fields->types + count, fields->types, fields->count);
    fields->count += count;
    for (size_t i = 0; i < count; i++) {
        fields->types[i] = java_byte(stream);
        java_text(stream);
        if (fields->types[i] == 'L' || fields->types[i] == '[') {
            skip_string(stream);
        }
    }
}

/* A class and those it extends, up to none. */
static void read_classes(struct java_stream *stream, struct fields *fields) {
    for (int i = 0; i < CLASSES_MOST && !stream->failed; i++) {
        uint8_t tag = java_byte(stream);
        if (tag == TC_NULL || tag == TC_REFERENCE) {
            java_bytes(stream, tag == TC_NULL ? 0 : 4);
            return;
        }
        java_text(stream);
        java_long(stream);
        java_byte(stream);
        read_fields(stream, fields);
        if (tag != TC_CLASSDESC || java_byte(stream) != TC_ENDBLOCKDATA) {
            stream->failed = true;
        }
    }
    stream->failed = true;
}

static void skip_byte_array(struct java_stream *stream) {
    struct fields none = {0};
    uint8_t tag = java_byte(stream);
    if (tag == TC_NULL) {
        return;
    }
    if (tag == TC_REFERENCE) {
        java_int(stream);
        return;
    }
    read_classes(stream, &none);
    java_block(stream);
    if (tag != TC_ARRAY || none.count) {
        stream->failed = true;
    }
}

static void skip_value(struct java_stream *stream, uint8_t type) {
    switch (type) {
    case 'B':
    case 'Z':
        java_byte(stream);
        break;
    case 'C':
    case 'S':
        java_short(stream);
        break;
    case 'F':
    case 'I':
        java_int(stream);
        break;
    case 'D':
    case 'J':
        java_long(stream);
        break;
    case 'L':
        skip_string(stream);
        break;
    case '[':
        skip_byte_array(stream);
        break;
    default:
        stream->failed = true;
        break;
    }
}

void java_skip_object(struct java_stream *stream) {
    struct fields fields = {0};
    uint16_t magic = java_short(stream), version = java_short(stream);
    if (magic != STREAM_MAGIC || version != STREAM_VERSION || java_byte(stream) != TC_OBJECT) {
        stream->failed = true;
    }
    read_classes(stream, &fields);
    for (size_t i = 0; i < fields.count && !stream->failed; i++) {
        skip_value(stream, fields.types[i]);
    }
}
