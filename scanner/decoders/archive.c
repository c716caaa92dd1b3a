/* Archives and compressed files, through libarchive: members become child blobs, in memory, one at
 * a time. Formats and filters are registered one by one: the catch-all would take plain text for
 * mtree and would start programs for lrzip and grzip. */
#include <archive.h>
#include <archive_entry.h>

#include "base/text.h"
#include "decoders/archive_magic.h"
#include "decoders/decoder.h"

struct unpacking {
    struct archive *archive;
    const struct blob *blob;
    struct examiner *examiner;
    uint64_t bytes_out;    /* of this archive */
    struct buffer content; /* of the current member */
    uint64_t members;      /* headers read */
    bool stopped;          /* a bound was hit or the archive is damaged */
};

static void register_filters(struct archive *archive) {
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_lzma(archive);
    archive_read_support_filter_lzip(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_filter_lz4(archive);
    archive_read_support_filter_compress(archive);
    archive_read_support_filter_rpm(archive);
}

static void register_formats(struct archive *archive) {
    archive_read_support_format_tar(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_cpio(archive);
    archive_read_support_format_ar(archive);
    archive_read_support_format_cab(archive);
    archive_read_support_format_xar(archive);
    archive_read_support_format_iso9660(archive);
}

enum contents { ARCHIVES, ARCHIVES_OR_SINGLE_FILE, SINGLE_FILE };

static struct archive *new_reader(enum contents contents) {
    struct archive *archive = archive_read_new();
    if (!archive) {
        return NULL;
    }
    register_filters(archive);
    if (contents != SINGLE_FILE) {
        register_formats(archive);
    }
    if (contents != ARCHIVES) {
        archive_read_support_format_raw(archive);
    }
    return archive;
}

static void report_damage(struct unpacking *unpacking, const char *during) {
    const char *why = archive_error_string(unpacking->archive);
    bool deep = why && strstr(why, "too many filters");
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", deep ? "depth" : "archive",
                     "%s, %s: %s", deep ? "nested beyond any sensible depth" : "damaged archive",
                     during, why ? why : "no reason given");
    unpacking->stopped = true;
}

/* The member is examined all the same. */
static void report_doubt(struct unpacking *unpacking, const char *path) {
    const char *why = archive_error_string(unpacking->archive);
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                     "damaged archive: member %s: %s", path, why ? why : "no reason given");
}

/* Spends bytes that came out; says so and stops where a bound is hit. */
static bool charge(struct unpacking *unpacking, uint64_t bytes) {
    const struct limits *limits = examiner_limits(unpacking->examiner);
    unpacking->bytes_out += bytes;
    const char *code = "ratio";
    const char *sentence = "compression ratio above the limit archive-ratio: taken for a "
                           "decompression bomb, the rest is unread";
    bool dense = unpacking->bytes_out > limits->archive_grace &&
                 unpacking->bytes_out / limits->archive_ratio > unpacking->blob->bytes.length;
    if (!dense) {
        code = "limit";
        sentence = "more content than archive-bytes and archive-members allow; the rest is unread";
        if (examiner_charge(unpacking->examiner, 0, bytes)) {
            return true;
        }
    }
    examiner_problem(unpacking->examiner, unpacking->blob, "archive", code, "%s", sentence);
    unpacking->stopped = true;
    return false;
}

enum content { CONTENT_WHOLE, CONTENT_DOUBTFUL, CONTENT_TOO_LARGE, CONTENT_BROKEN };

/* Reads the current member by its data blocks: holes of sparse members stay unwritten. */
static enum content read_content(struct unpacking *unpacking) {
    enum content result = CONTENT_WHOLE;
    buffer_clear(&unpacking->content);
    for (;;) {
        const void *block = NULL;
        size_t length = 0;
        la_int64_t offset = 0;
        int status = archive_read_data_block(unpacking->archive, &block, &length, &offset);
        if (status == ARCHIVE_EOF) {
            return result;
        }
        if (status < ARCHIVE_WARN) {
            return CONTENT_BROKEN;
        }
        if (!charge(unpacking, length)) {
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
static unsigned layers_of(struct archive *archive, bool raw) {
    int filters = archive_filter_count(archive) - 1; /* the last one stands for the plain bytes */
    int layers = (filters > 0 ? filters : 0) + (raw ? 0 : 1);
    return layers > 0 ? (unsigned)layers : 1;
}

static void examine_member(struct unpacking *unpacking, struct archive_entry *entry) {
    bool raw = archive_format(unpacking->archive) == ARCHIVE_FORMAT_RAW;
    const char *path = raw ? "" : archive_entry_pathname(entry);
    path = path ? path : "unnamed";
    struct buffer name = {0};
    if (raw) {
        inner_name(unpacking->blob->name, &name);
    } else {
        buffer_append_text(&name, text_base_name(path));
    }
    uint64_t announced = archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0
                             ? (uint64_t)archive_entry_size(entry)
                             : 0;
    if (archive_entry_is_data_encrypted(entry)) {
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, announced, "encrypted",
                             "encrypted archive member: its content is unread");
        goto out;
    }
    uint64_t before = unpacking->bytes_out;
    enum content content = read_content(unpacking);
    uint64_t length = unpacking->bytes_out - before;
    if (content == CONTENT_DOUBTFUL) {
        report_doubt(unpacking, path);
    }
    if (content <= CONTENT_DOUBTFUL) {
        struct child member = {.element = path,
                               .name = buffer_text(&name),
                               .label = "",
                               .encoding = "der",
                               .bytes = buffer_span(&unpacking->content)};
        examiner_member(unpacking->examiner, unpacking->blob, &member,
                        layers_of(unpacking->archive, raw));
    } else if (content == CONTENT_TOO_LARGE) {
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, length, "limit",
                             "the member is above a limit (member-bytes, archive-ratio or "
                             "archive-bytes): its content is unread");
    } else {
        examiner_skip_member(unpacking->examiner, unpacking->blob, path, length, "archive",
                             "damaged archive: the member's content cannot be read");
        report_damage(unpacking, "reading a member");
    }
out:
    buffer_wipe(&name);
}

static void unpack(struct unpacking *unpacking) {
    struct archive_entry *entry = NULL;
    while (!unpacking->stopped) {
        int status = archive_read_next_header(unpacking->archive, &entry);
        if (status == ARCHIVE_EOF) {
            break;
        }
        if (status == ARCHIVE_RETRY) {
            continue;
        }
        if (status < ARCHIVE_WARN) {
            report_damage(unpacking, "reading a header");
            break;
        }
        unpacking->members++;
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
            continue; /* folders, links and devices have no content of their own */
        }
        if (!examiner_charge(unpacking->examiner, 1, 0)) {
            charge(unpacking, 0);
            break;
        }
        examine_member(unpacking, entry);
    }
}

static bool archive_accepts(const struct blob *blob) {
    return !blob->label[0] && archive_magic(blob->bytes) != MAGIC_NONE;
}

/* Opens and unpacks one reading of the blob. Returns the number of members met. */
static uint64_t unpack_as(struct unpacking *unpacking, enum contents contents) {
    struct span bytes = unpacking->blob->bytes;
    unpacking->archive = new_reader(contents);
    if (!unpacking->archive) {
        examiner_problem(unpacking->examiner, unpacking->blob, "archive", "archive",
                         "unread: out of memory");
        unpacking->stopped = true;
        return 0;
    }
    if (archive_read_open_memory(unpacking->archive, bytes.bytes, bytes.length) < ARCHIVE_WARN) {
        report_damage(unpacking, "opening it");
    } else {
        unpack(unpacking);
    }
    archive_read_free(unpacking->archive);
    return unpacking->members;
}

static bool archive_decode(const struct blob *blob, struct examiner *examiner) {
    enum archive_magic magic = archive_magic(blob->bytes);
    if (magic == MAGIC_UNSUPPORTED) {
        examiner_problem(examiner, blob, "archive", "unsupported",
                         "an archive of a kind that is not opened (RAR, lzop, lrzip)");
        return false;
    }
    struct unpacking unpacking = {.blob = blob, .examiner = examiner};
    unpacking.content.limit = examiner_limits(examiner)->member_bytes;
    examiner_recognised(examiner);
    if (magic == MAGIC_ARCHIVE) {
        unpack_as(&unpacking, ARCHIVES);
    } else if (unpack_as(&unpacking, ARCHIVES_OR_SINGLE_FILE) == 0 && !unpacking.stopped) {
        unpack_as(&unpacking, SINGLE_FILE); /* two blocks of zeros look like an empty tar */
    }
    buffer_wipe(&unpacking.content);
    return !unpacking.stopped;
}

const struct decoder archive_decoder = {"archive", archive_accepts, archive_decode};
