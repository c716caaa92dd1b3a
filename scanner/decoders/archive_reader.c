#include "decoders/archive_reader.h"

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

struct archive *archive_reader_new(enum contents contents) {
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

const char *archive_reader_path(struct archive_entry *entry) {
    const char *path = archive_entry_pathname(entry);
    path = path ? path : archive_entry_pathname_utf8(entry);
    return path ? path : "unnamed";
}

bool archive_reader_is_raw(struct archive *archive) {
    return archive_format(archive) == ARCHIVE_FORMAT_RAW;
}

unsigned archive_reader_filters(struct archive *archive) {
    int filters = archive_filter_count(archive) - 1; /* the last one stands for the plain bytes */
    return filters > 0 ? (unsigned)filters : 0;
}

bool archive_reader_is_plain_sequence(struct archive *archive) {
    int family = archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK;
    return archive_reader_filters(archive) == 0 &&
           (family == ARCHIVE_FORMAT_TAR || family == ARCHIVE_FORMAT_CPIO ||
            family == ARCHIVE_FORMAT_AR);
}
