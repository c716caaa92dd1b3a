#include "decoders/archive_reader.h"

#include "base/memory.h"
#include "decoders/archive_magic.h"

typedef int (*registration)(struct archive *);

static const registration all_filters[] = {
    archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
    archive_read_support_filter_xz,   archive_read_support_filter_lzma,
    archive_read_support_filter_lzip, archive_read_support_filter_zstd,
    archive_read_support_filter_lz4,  archive_read_support_filter_compress,
    archive_read_support_filter_rpm,  NULL,
};

static const registration all_formats[] = {
    archive_read_support_format_tar,     archive_read_support_format_zip,
    archive_read_support_format_cpio,    archive_read_support_format_ar,
    archive_read_support_format_cab,     archive_read_support_format_xar,
    archive_read_support_format_iso9660, NULL,
};

/* These jump back and forth: a compressed one is unpacked first, as a single file. */
static const registration jumping_formats[] = {archive_read_support_format_7zip, NULL};
static const registration raw[] = {archive_read_support_format_raw, NULL};

/* One that is left out for want of memory would not be recognised, and nobody told. */
static void add(struct archive *archive, const registration *registrations) {
    for (; *registrations; registrations++) {
        if ((*registrations)(archive) == ARCHIVE_FATAL) {
            memory_ran_out();
        }
    }
}

struct archive *archive_reader_of_filters(void) {
    struct archive *archive = archive_read_new();
    if (archive) {
        add(archive, all_filters);
        add(archive, raw);
    }
    return archive;
}

/* Some formats bring their own compression, such as rpm; of a compressed file all is undone before.
 */
bool archive_reader_init(struct archive_reader *reader, enum contents contents, struct span bytes,
                         struct companion *companion) {
    bool compressed = archive_magic_at_front(bytes) == MAGIC_COMPRESSED;
    *reader = (struct archive_reader){.archive = archive_read_new()};
    if (compressed) {
        reader->inflow = inflow_new(bytes, companion);
    }
    if (!reader->archive || (compressed && !reader->inflow)) {
        return false;
    }
    if (!compressed) {
        add(reader->archive, all_filters);
    }
    if (contents != SINGLE_FILE) {
        add(reader->archive, all_formats);
    }
    if (contents != SINGLE_FILE && !compressed) {
        add(reader->archive, jumping_formats);
    }
    if (contents != ARCHIVES) {
        add(reader->archive, raw);
    }
    return true;
}

int archive_reader_open(struct archive_reader *reader, struct span bytes) {
    return reader->inflow
               ? archive_read_open2(reader->archive, reader->inflow, NULL, inflow_read, NULL, NULL)
               : archive_read_open_memory(reader->archive, bytes.bytes, bytes.length);
}

void archive_reader_free(struct archive_reader *reader) {
    archive_read_free(reader->archive);
    inflow_free(reader->inflow);
    *reader = (struct archive_reader){0};
}

const char *archive_reader_path(struct archive_entry *entry) {
    const char *path = archive_entry_pathname(entry);
    path = path ? path : archive_entry_pathname_utf8(entry);
    return path ? path : "unnamed";
}

const char *archive_reader_fault(const struct archive_reader *reader) {
    return reader->inflow ? inflow_fault(reader->inflow) : NULL;
}

const char *archive_reader_reason(const struct archive_reader *reader) {
    const char *fault = archive_reader_fault(reader);
    const char *why = fault ? fault : archive_error_string(reader->archive);
    return why ? why : "no reason given";
}

bool archive_reader_is_raw(const struct archive_reader *reader) {
    return archive_format(reader->archive) == ARCHIVE_FORMAT_RAW;
}

unsigned archive_reader_filters(const struct archive_reader *reader) {
    int filters = archive_filter_count(reader->archive) - 1; /* one stands for the plain bytes */
    return (filters > 0 ? (unsigned)filters : 0) +
           (reader->inflow ? inflow_layers(reader->inflow) : 0);
}

bool archive_reader_is_plain_sequence(const struct archive_reader *reader) {
    int family = archive_format(reader->archive) & ARCHIVE_FORMAT_BASE_MASK;
    return archive_reader_filters(reader) == 0 &&
           (family == ARCHIVE_FORMAT_TAR || family == ARCHIVE_FORMAT_CPIO ||
            family == ARCHIVE_FORMAT_AR);
}

uint64_t archive_reader_consumed(const struct archive_reader *reader) {
    return reader->inflow ? inflow_consumed(reader->inflow)
                          : (uint64_t)archive_filter_bytes(reader->archive, -1);
}
