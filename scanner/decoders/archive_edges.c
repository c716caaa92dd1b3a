#define _GNU_SOURCE
#include "decoders/archive_edges.h"

#include <inttypes.h>
#include <stdio.h>

#include "decoders/archive_magic.h"

static uint64_t little_endian(struct span bytes, size_t offset, size_t length) {
    uint64_t value = 0;
    for (size_t i = length; i-- > 0;) {
        value = value << 8 | (offset + i < bytes.length ? bytes.bytes[offset + i] : 0);
    }
    return value;
}

/* The size that an Android signing block gives at its end does not count the one at its front. */
static void examine_signing_block(struct unpacking *unpacking, uint64_t list) {
    static const char magic[] = "APK Sig Block 42";
    struct span bytes = unpacking->blob->bytes;
    if (list < 32 || memcmp(bytes.bytes + list - 16, magic, 16) != 0) {
        return;
    }
    uint64_t size = little_endian(bytes, (size_t)list - 24, 8);
    if (size <= list - 8) {
        unpack_examine_between(unpacking, list - 8 - size, list);
    }
}

/* The first member: offsets count from the front of the zip file, which need not be the front of
 * the whole; some writers count from there all the same. */
static uint64_t first_member(struct span bytes, uint64_t list, uint64_t list_offset) {
    uint64_t base = list - list_offset;
    uint64_t local = little_endian(bytes, (size_t)list + 42, 4);
    struct span at = span_from(bytes, local < list ? (size_t)(base + local) : (size_t)list);
    if (span_starts_with(at, "PK\x03\x04", 4)) {
        return base + local;
    }
    const uint8_t *found = memmem(bytes.bytes, (size_t)list, "PK\x03\x04", 4);
    return found ? (uint64_t)(found - bytes.bytes) : list;
}

/* Entries of the list, as far as they stand one behind the other; whole tells whether they fill it.
 */
static uint64_t count_entries(struct span list, bool *whole) {
    enum { ENTRY = 46 };
    uint64_t count = 0;
    while (span_starts_with(list, "PK\x01\x02", 4) && list.length >= ENTRY) {
        uint64_t length = ENTRY + little_endian(list, 28, 2) + little_endian(list, 30, 2) +
                          little_endian(list, 32, 2);
        if (length > list.length) {
            break;
        }
        list = span_from(list, (size_t)length);
        count++;
    }
    *whole = list.length == 0;
    return count;
}

/* A member that its damaged list does not name is not met at all. */
static void check_list(struct unpacking *unpacking, struct span list, uint64_t announced) {
    bool whole = false;
    uint64_t count = count_entries(list, &whole);
    if (unpacking->ended && !unpacking->damaged &&
        (!whole || (count & 0xFFFF) != announced || count != unpacking->members)) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                         "damaged archive: its list announces %llu members, has %llu, and %llu "
                         "were met",
                         (unsigned long long)announced, (unsigned long long)count,
                         (unsigned long long)unpacking->members);
    }
}

/* Where the list of members ends, and what the record behind it says of it (APPNOTE 4.3.14 to
 * 4.3.16). */
struct list_record {
    uint64_t end;
    uint64_t entries;
    uint64_t size;
    uint64_t offset;
};

/* end: of the record that every zip file has. Numbers that are too large for it stand in one
 * before it, which a locator between the two tells of. */
static struct list_record read_list_record(struct span bytes, size_t end) {
    enum { LOCATOR = 20, RECORD = 56 };
    const uint8_t *at = bytes.bytes + end;
    bool is_large = end >= LOCATOR + RECORD && memcmp(at - LOCATOR, "PK\x06\x07", 4) == 0 &&
                    memcmp(at - LOCATOR - RECORD, "PK\x06\x06", 4) == 0;
    if (!is_large) {
        return (struct list_record){end, little_endian(bytes, end + 10, 2),
                                    little_endian(bytes, end + 12, 4),
                                    little_endian(bytes, end + 16, 4)};
    }
    size_t record = end - LOCATOR - RECORD;
    return (struct list_record){record, little_endian(bytes, record + 32, 8) & 0xFFFF,
                                little_endian(bytes, record + 40, 8),
                                little_endian(bytes, record + 48, 8)};
}

static void examine_around_zip(struct unpacking *unpacking) {
    struct span bytes = unpacking->blob->bytes;
    size_t end = 0;
    if (!archive_zip_end(bytes, &end)) {
        return;
    }
    struct list_record record = read_list_record(bytes, end);
    if (record.size <= record.end && record.offset <= record.end - record.size) {
        uint64_t list = record.end - record.size;
        check_list(unpacking, span_part(bytes, (size_t)list, (size_t)record.size), record.entries);
        unpack_examine_between(unpacking, 0, first_member(bytes, list, record.offset));
        examine_signing_block(unpacking, list);
    } else {
        const uint8_t *first = memmem(bytes.bytes, end, "PK\x03\x04", 4);
        unpack_examine_between(unpacking, 0, first ? (uint64_t)(first - bytes.bytes) : end);
    }
    unpack_examine_between(unpacking, end + 22, bytes.length);
}

void archive_edges_of_list(struct unpacking *unpacking) {
    struct span bytes = unpacking->blob->bytes;
    if (unpacking->family == ARCHIVE_FORMAT_CAB) {
        unpack_examine_between(unpacking, little_endian(bytes, 8, 4), bytes.length);
    } else if (unpacking->family == ARCHIVE_FORMAT_ZIP) {
        examine_around_zip(unpacking);
    }
}

/* What the stream holds behind the end of its archive, without zeros at the front. */
static void read_behind(struct unpacking *unpacking) {
    struct inflow *inflow = unpacking->reader.inflow;
    struct span bytes;
    buffer_clear(&unpacking->content);
    if (!inflow_return(inflow, unpacking->end)) {
        unpacking->content.failed = true;
        return;
    }
    while ((bytes = inflow_next(inflow)).length) {
        size_t length = bytes.length;
        while (unpacking->content.length == 0 && bytes.length && bytes.bytes[0] == 0) {
            bytes = span_from(bytes, 1);
            unpacking->end++;
        }
        if (!unpack_charge(unpacking, length, bytes.length)) {
            return;
        }
        buffer_append(&unpacking->content, bytes.bytes, bytes.length);
    }
}

static void examine_behind_archive(struct unpacking *unpacking) {
    char place[32];
    read_behind(unpacking);
    snprintf(place, sizeof place, "byte %" PRIu64, unpacking->end);
    if (unpacking->content.failed) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "limit",
                         "more bytes behind the archive than member-bytes allows: unread");
    } else if (unpacking->content.length) {
        examiner_child(unpacking->examiner, unpacking->blob,
                       &(struct child){.element = place,
                                       .name = "",
                                       .label = "",
                                       .encoding = "der",
                                       .bytes = buffer_span(&unpacking->content)});
    }
    if (archive_reader_fault(&unpacking->reader)) {
        unpack_report_damage(unpacking, "behind what it holds");
    }
}

void archive_edges_of_stream(struct unpacking *unpacking) {
    if (!unpacking->ended || unpacking->stopped) {
        return;
    }
    if (unpacking->family != ARCHIVE_FORMAT_RAW) {
        examine_behind_archive(unpacking);
    }
    if (unpacking->stopped) {
        return;
    }
    unpack_examine_between(unpacking, archive_reader_consumed(&unpacking->reader),
                           unpacking->blob->bytes.length);
}
