#include "decoders/archive_unpack.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "decoders/archive_magic.h"
#include "decoders/container_image.h"

/* Zip members are found by a list at the end, so that one that cannot be read need not end the
 * reading; but each time it begins anew, and skips what it has seen. */
enum { RESUMPTIONS_MOST = 16 };

static const char *reason(const struct unpacking *unpacking) {
    return archive_reader_reason(&unpacking->reader);
}

/* libarchive must not be asked before it has read a header: where opening failed, it follows a
 * pointer to the format that it never chose. */
static bool has_encrypted_members(struct archive *archive) {
    return archive_format(archive) != 0 && archive_read_has_encrypted_entries(archive) > 0;
}

void unpack_report_damage(struct unpacking *unpacking, const char *during) {
    const char *why = reason(unpacking);
    if (strstr(why, "ncrypt") ||
        (unpacking->members == 0 && has_encrypted_members(unpacking->reader.archive))) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "encrypted",
                         "encrypted archive, %s: %s", during, why);
        unpacking->locked = true;
    } else if (strstr(why, "too many filters")) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "depth",
                         "nested beyond any sensible depth, %s: %s", during, why);
    } else if (!unpacking->damaged) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                         "damaged archive, %s: %s", during, why);
    }
    unpacking->damaged = true;
}

/* The member is examined all the same. */
static void report_doubt(struct unpacking *unpacking, const char *path) {
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                     "damaged archive: %s%s: %s", path[0] ? "member " : "its content", path,
                     reason(unpacking));
}

static bool is_dense(const struct unpacking *unpacking, uint64_t bytes_out) {
    const struct limits *limits = examiner_limits(unpacking->examiner);
    return bytes_out > limits->archive_grace &&
           bytes_out / limits->archive_ratio > unpacking->blob->bytes.length;
}

/* Would unpack_charge allow so many bytes to be kept? */
static bool affords(const struct unpacking *unpacking, uint64_t bytes) {
    return !is_dense(unpacking, unpacking->bytes_out + bytes) &&
           examiner_affords(unpacking->examiner, bytes);
}

bool unpack_charge(struct unpacking *unpacking, uint64_t bytes, uint64_t kept) {
    unpacking->bytes_out += bytes;
    const char *code = "ratio";
    const char *sentence = "compression ratio above the limit archive-ratio: taken for a "
                           "decompression bomb, the rest is unread";
    if (!is_dense(unpacking, unpacking->bytes_out)) {
        code = "limit";
        sentence = "more content than archive-bytes and archive-members allow; the rest is unread";
        if (examiner_charge(unpacking->examiner, 0, kept)) {
            return true;
        }
    }
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", code, "%s", sentence);
    unpacking->stopped = true;
    return false;
}

enum content { CONTENT_WHOLE, CONTENT_DOUBTFUL, CONTENT_TOO_LARGE, CONTENT_BROKEN, CONTENT_LOST };

/* A single compressed file is at its end where its compression breaks. */
static bool ends_broken(const struct unpacking *unpacking) {
    return archive_reader_is_raw(&unpacking->reader) && archive_reader_fault(&unpacking->reader);
}

/* The whole content where it was read ahead and no bound is near; else all is done block by block.
 */
static bool take_content(struct unpacking *unpacking) {
    struct span content;
    if (!ahead_take(unpacking->ahead, unpacking->members, &content) ||
        content.length > unpacking->content.limit || !affords(unpacking, content.length)) {
        return false;
    }
    buffer_append(&unpacking->content, content.bytes, content.length);
    return !unpacking->content.failed && unpack_charge(unpacking, content.length, content.length);
}

/* Reads the current member by its data blocks: holes of sparse members stay unwritten. Broken: what
 * there is of it has been kept, and others can be read; lost: nothing more can be read. */
static enum content read_content(struct unpacking *unpacking) {
    enum content result = CONTENT_WHOLE;
    buffer_clear(&unpacking->content);
    if (take_content(unpacking)) {
        return CONTENT_WHOLE;
    }
    buffer_clear(&unpacking->content);
    for (;;) {
        const void *block = NULL;
        size_t length = 0;
        la_int64_t offset = 0;
        int status = archive_read_data_block(unpacking->reader.archive, &block, &length, &offset);
        if (status == ARCHIVE_EOF && result == CONTENT_WHOLE && ends_broken(unpacking)) {
            return unpacking->content.length ? CONTENT_DOUBTFUL : CONTENT_BROKEN;
        }
        if (status == ARCHIVE_EOF) {
            return result;
        }
        if (status < ARCHIVE_WARN || status == ARCHIVE_RETRY) {
            return status == ARCHIVE_FATAL ? CONTENT_LOST : CONTENT_BROKEN;
        }
        if (!unpack_charge(unpacking, length, length)) {
            return CONTENT_TOO_LARGE;
        }
        buffer_append(&unpacking->content, block, length);
        if (unpacking->content.failed) {
            result = CONTENT_TOO_LARGE;
        }
        if (status == ARCHIVE_WARN) { /* all there is, but its size or checksum is wrong */
            return result == CONTENT_WHOLE ? CONTENT_DOUBTFUL : result;
        }
    }
}

/* "app.pem.gz" holds "app.pem": a single compressed file carries no name of its own. */
static void inner_name(const char *name, struct buffer *out) {
    const char *dot = strrchr(name, '.');
    buffer_append(out, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
}

/* Layers unwrapped at once: each compression filter, and the archive format if there is one. */
static unsigned layers_of(const struct archive_reader *reader) {
    unsigned layers = archive_reader_filters(reader) + !archive_reader_is_raw(reader);
    return layers > 0 ? layers : 1;
}

/* An empty file that says which file of a lower layer is deleted promises nothing by that name. */
static bool is_whiteout(const char *path, struct span content) {
    return content.length == 0 && strncmp(text_base_name(path), ".wh.", 4) == 0;
}

static void pass_on(struct unpacking *unpacking, const char *path) {
    bool raw = archive_reader_is_raw(&unpacking->reader);
    struct span content = buffer_span(&unpacking->content);
    struct buffer name = {0}, element = {0};
    if (raw) {
        inner_name(unpacking->blob->name, &name);
    } else {
        buffer_append_text(&name, is_whiteout(path, content) ? "" : text_base_name(path));
        container_image_place(unpacking->image, path, &element);
    }
    struct child member = {.element = buffer_text(&element),
                           .name = buffer_text(&name),
                           .label = "",
                           .encoding = "der",
                           .bytes = content};
    examiner_member(unpacking->examiner, unpacking->blob, &member, layers_of(&unpacking->reader));
    if (!raw) {
        container_image_compare(unpacking->image, unpacking->blob, unpacking->examiner, path,
                                content);
    }
    buffer_release(&element);
    buffer_wipe(&name);
}

/* What came of the content before it broke is examined under the member's name. */
static void pass_on_broken(struct unpacking *unpacking, const char *path, uint64_t length) {
    struct buffer sentence = {0};
    if (unpacking->content.length) {
        pass_on(unpacking, path);
        buffer_format(&sentence, "its member %.150s breaks off", path);
        unpack_report_damage(unpacking, buffer_text(&sentence));
    } else {
        buffer_format(&sentence, "the member's content cannot be read: %s", reason(unpacking));
        bool unsupported = strstr(reason(unpacking), "nsupported") != NULL;
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, length,
                             unsupported ? "unsupported" : "archive", buffer_text(&sentence));
        unpacking->damaged = true;
    }
    buffer_release(&sentence);
}

/* True where the entry is one that can have content: anything but a mere name. */
static bool may_have_content(struct archive_entry *entry) {
    return archive_entry_filetype(entry) != AE_IFLNK &&
           (!archive_entry_hardlink(entry) || archive_entry_size(entry) > 0);
}

/* Content counts, not the type: a pipe or a device with content was made to hide it. */
static bool is_mere_name(const struct unpacking *unpacking, struct archive_entry *entry,
                         enum content content) {
    bool plain_file = archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry);
    return !plain_file && content != CONTENT_TOO_LARGE && unpacking->content.length == 0;
}

static void examine_member(struct unpacking *unpacking, struct archive_entry *entry) {
    const char *path = archive_reader_is_raw(&unpacking->reader) ? "" : archive_reader_path(entry);
    uint64_t announced = archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0
                             ? (uint64_t)archive_entry_size(entry)
                             : 0;
    if (archive_entry_is_data_encrypted(entry)) {
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, announced, "encrypted",
                             "encrypted archive member: its content is unread");
        return;
    }
    uint64_t before = unpacking->bytes_out;
    enum content content = read_content(unpacking);
    uint64_t length = unpacking->bytes_out - before;
    unpacking->lost = content == CONTENT_LOST;
    unpacking->stopped = unpacking->stopped || unpacking->lost || ends_broken(unpacking);
    if (content == CONTENT_DOUBTFUL) {
        report_doubt(unpacking, path);
    }
    if (is_mere_name(unpacking, entry, content)) {
        return;
    }
    if (content <= CONTENT_DOUBTFUL) {
        pass_on(unpacking, path);
    } else if (content == CONTENT_TOO_LARGE) {
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, length, "limit",
                             "the member is above a limit (member-bytes, archive-ratio or "
                             "archive-bytes): its content is unread");
    } else {
        pass_on_broken(unpacking, path, length);
    }
}

static void examine_part(struct unpacking *unpacking, uint64_t from, uint64_t to) {
    struct span bytes = span_part(unpacking->blob->bytes, (size_t)from, (size_t)(to - from));
    size_t zeros = 0;
    char place[32];
    while (zeros < bytes.length && bytes.bytes[zeros] == 0) {
        zeros++;
    }
    if (zeros == bytes.length || (from + zeros == 0 && to == unpacking->blob->bytes.length)) {
        return;
    }
    snprintf(place, sizeof place, "byte %" PRIu64, from + zeros);
    examiner_child(unpacking->examiner, unpacking->blob,
                   &(struct child){.element = place,
                                   .name = "",
                                   .label = "",
                                   .encoding = "der",
                                   .position = from + zeros,
                                   .bytes = span_from(bytes, zeros)});
}

/* Where a tar file goes on behind what is damaged, its members have their names again. */
void unpack_examine_between(struct unpacking *unpacking, uint64_t from, uint64_t to) {
    enum { BLOCK = 512 };
    uint64_t length = unpacking->blob->bytes.length;
    to = to < length ? to : length;
    for (uint64_t at = from; at < to; at += BLOCK) {
        if (at > from && archive_is_ustar(span_from(unpacking->blob->bytes, (size_t)at))) {
            examine_part(unpacking, from, at);
            examine_part(unpacking, at, to);
            return;
        }
    }
    if (from < to) {
        examine_part(unpacking, from, to);
    }
}

/* cpio's reader goes on by itself to the next header it can find, and says how far that was. */
static void examine_skipped(struct unpacking *unpacking) {
    unsigned long long skipped = 0;
    if (sscanf(reason(unpacking), "Skipped %llu bytes", &skipped) == 1) {
        uint64_t from = (uint64_t)archive_read_header_position(unpacking->reader.archive);
        unpack_report_damage(unpacking, "between its members");
        if (unpacking->plain && skipped < unpacking->blob->bytes.length) {
            unpack_examine_between(unpacking, from, from + skipped);
        }
    }
}

/* Reads headers up to the next good one. The bytes of headers that are none belong to a member
 * whose own header is damaged. */
static int next_header(struct unpacking *unpacking, struct archive_entry **entry) {
    bool gap = false;
    uint64_t from = 0;
    int status = ARCHIVE_RETRY;
    while (status == ARCHIVE_RETRY) {
        uint64_t consumed = (uint64_t)archive_filter_bytes(unpacking->reader.archive, 0);
        status = archive_read_next_header(unpacking->reader.archive, entry);
        unpacking->plain = archive_reader_is_plain_sequence(&unpacking->reader);
        unpacking->family = archive_format(unpacking->reader.archive) & ARCHIVE_FORMAT_BASE_MASK;
        if (status != ARCHIVE_RETRY) {
            break;
        }
        if (!gap) {
            from = (uint64_t)archive_read_header_position(unpacking->reader.archive);
            unpack_report_damage(unpacking, "reading a header");
        }
        if ((uint64_t)archive_filter_bytes(unpacking->reader.archive, 0) == consumed && gap) {
            status = ARCHIVE_FATAL; /* no way on */
        }
        gap = true;
    }
    if (gap && unpacking->plain) {
        uint64_t to = status == ARCHIVE_EOF
                          ? (uint64_t)archive_filter_bytes(unpacking->reader.archive, 0)
                          : (uint64_t)archive_read_header_position(unpacking->reader.archive);
        unpack_examine_between(unpacking, from, to);
    }
    return status;
}

/* A compressed file without any content is no archive, and nothing is wrong with it. */
static bool is_empty_stream(const struct unpacking *unpacking) {
    return unpacking->members == 0 && archive_reader_filters(&unpacking->reader) > 0 &&
           archive_filter_bytes(unpacking->reader.archive, 0) == 0 &&
           !archive_reader_fault(&unpacking->reader) &&
           strstr(reason(unpacking), "Unrecognized archive format");
}

/* Nothing follows, or nothing that can be read. */
static void finish(struct unpacking *unpacking, int status) {
    uint64_t length = unpacking->blob->bytes.length;
    uint64_t from = (uint64_t)archive_filter_bytes(unpacking->reader.archive, 0);
    unpacking->ended = status == ARCHIVE_EOF;
    unpacking->end = from;
    if (is_empty_stream(unpacking)) {
        unpacking->ended = true;
    } else if (status != ARCHIVE_EOF || archive_reader_fault(&unpacking->reader)) {
        from = (uint64_t)archive_read_header_position(unpacking->reader.archive);
        unpack_report_damage(unpacking, "reading a header");
        unpacking->stopped = true;
    }
    if (unpacking->plain && from < length) {
        if (unpacking->family == ARCHIVE_FORMAT_AR &&
            status == ARCHIVE_EOF) { /* it has no mark at its end: bytes are a header */
            unpack_report_damage(unpacking, "reading its last header");
        }
        unpack_examine_between(unpacking, from, length);
    }
}

static void unpack(struct unpacking *unpacking, uint64_t seen) {
    struct archive_entry *entry = NULL;
    unpacking->members = 0;
    while (!unpacking->stopped) {
        int status = next_header(unpacking, &entry);
        if (status == ARCHIVE_EOF || status < ARCHIVE_WARN) {
            finish(unpacking, status);
            return;
        }
        if (++unpacking->members <= seen) {
            continue;
        }
        if (status == ARCHIVE_WARN) {
            examine_skipped(unpacking);
        }
        if (unpacking->members == 1 && !archive_reader_is_raw(&unpacking->reader)) {
            unpacking->image = container_image_survey(unpacking->blob, unpacking->examiner,
                                                      archive_reader_path(entry));
        }
        if (!may_have_content(entry)) {
            continue;
        }
        if (!examiner_charge(unpacking->examiner, 1, 0)) {
            unpack_charge(unpacking, 0, 0);
            return;
        }
        examine_member(unpacking, entry);
    }
}

static void read_from(struct unpacking *unpacking, enum contents contents, uint64_t seen) {
    struct span bytes = unpacking->blob->bytes;
    archive_reader_free(&unpacking->reader);
    if (!archive_reader_init(&unpacking->reader, contents, bytes,
                             examiner_companion(unpacking->examiner))) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                         "unread: out of memory");
        unpacking->stopped = true;
        return;
    }
    if (archive_reader_open(&unpacking->reader, bytes) >= ARCHIVE_WARN) {
        unpack(unpacking, seen);
    } else if (!is_empty_stream(unpacking)) {
        unpack_report_damage(unpacking, "opening it");
        unpacking->stopped = true;
    }
}

void unpack_as(struct unpacking *unpacking, enum contents contents) {
    uint64_t seen = 0;
    for (unsigned i = 0; i <= RESUMPTIONS_MOST; i++) {
        read_from(unpacking, contents, seen);
        bool again = unpacking->lost && unpacking->family == ARCHIVE_FORMAT_ZIP;
        if (!again) {
            return;
        }
        seen = unpacking->members;
        unpacking->lost = false;
        unpacking->stopped = false;
    }
    unpacking->stopped = true;
}

void unpack_release(struct unpacking *unpacking) {
    ahead_end(unpacking->ahead);
    archive_reader_free(&unpacking->reader);
    container_image_free(unpacking->image);
    unpacking->image = NULL;
    buffer_wipe(&unpacking->content);
}
