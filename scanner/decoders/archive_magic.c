#include "decoders/archive_magic.h"

struct signature {
    enum archive_magic magic;
    uint16_t offset;
    uint8_t length;
    char bytes[9];
};

static const struct signature signatures[] = {
    {MAGIC_COMPRESSED, 0, 3, "\x1F\x8B\x08"}, /* gzip, RFC 1952 */
    {MAGIC_COMPRESSED, 0, 3, "BZh"},          /* bzip2 */
    {MAGIC_COMPRESSED, 0, 6,
     "\xFD"
     "7zXZ\0"},                                    /* xz */
    {MAGIC_COMPRESSED, 0, 5, "\x5D\0\0\x80\0"},    /* lzma, 8 MiB dictionary */
    {MAGIC_COMPRESSED, 0, 4, "LZIP"},              /* lzip */
    {MAGIC_COMPRESSED, 0, 4, "\x28\xB5\x2F\xFD"},  /* zstd, RFC 8878 */
    {MAGIC_COMPRESSED, 0, 4, "\x04\x22\x4D\x18"},  /* lz4 frame */
    {MAGIC_COMPRESSED, 0, 2, "\x1F\x9D"},          /* compress */
    {MAGIC_ARCHIVE, 0, 4, "PK\x03\x04"},           /* zip: first member */
    {MAGIC_ARCHIVE, 0, 4, "PK\x05\x06"},           /* zip without members */
    {MAGIC_ARCHIVE, 0, 8, "PK\x30\x30PK\x03\x04"}, /* zip, once split */
    {MAGIC_ARCHIVE, 0, 6, "7z\xBC\xAF\x27\x1C"},   /* 7-Zip */
    {MAGIC_ARCHIVE, 0, 6, "070701"},               /* cpio, new ASCII */
    {MAGIC_ARCHIVE, 0, 6, "070702"},               /* cpio, with checksums */
    {MAGIC_ARCHIVE, 0, 6, "070707"},               /* cpio, POSIX */
    {MAGIC_ARCHIVE, 0, 8, "!<arch>\n"},            /* ar, deb */
    {MAGIC_ARCHIVE, 0, 4, "\xED\xAB\xEE\xDB"},     /* rpm */
    {MAGIC_ARCHIVE, 0, 4, "MSCF"},                 /* cab */
    {MAGIC_ARCHIVE, 0, 4, "xar!"},                 /* xar */
    {MAGIC_ARCHIVE, 32769, 5, "CD001"},            /* iso9660 */
    {MAGIC_UNSUPPORTED, 0, 6, "Rar!\x1A\x07"},     /* RAR */
    {MAGIC_UNSUPPORTED, 0, 9, "\x89LZO\0\x0D\x0A\x1A\x0A"},
    {MAGIC_UNSUPPORTED, 0, 4, "LRZI"},
};

/* Octal number of a tar header field: leading spaces, digits, then space or NUL. */
static bool octal(struct span field, uint64_t *value) {
    size_t at = 0;
    size_t digits = 0;
    *value = 0;
    while (at < field.length && field.bytes[at] == ' ') {
        at++;
    }
    while (at < field.length && field.bytes[at] >= '0' && field.bytes[at] <= '7') {
        *value = *value * 8 + (uint64_t)(field.bytes[at++] - '0');
        digits++;
    }
    return digits > 0 && (at == field.length || field.bytes[at] == ' ' || field.bytes[at] == 0);
}

/* POSIX ustar interchange format: the header's checksum is the sum of its bytes with the checksum
 * field taken as spaces; version 7 archives have nothing else to know them by. */
static bool is_tar(struct span bytes) {
    uint64_t stored = 0;
    uint64_t sum = 0;
    if (bytes.length < 512 || bytes.bytes[0] == 0 || !octal(span_part(bytes, 148, 8), &stored)) {
        return false;
    }
    for (size_t i = 0; i < 512; i++) {
        sum += i >= 148 && i < 156 ? ' ' : bytes.bytes[i];
    }
    return sum == stored;
}

/* A zip file with something before it (a self-extracting program) ends with its directory's end
 * record; only the common case without a comment is looked for. */
static bool ends_as_zip(struct span bytes) {
    return bytes.length > 22 && memcmp(bytes.bytes + bytes.length - 22, "PK\x05\x06", 4) == 0;
}

enum archive_magic archive_magic(struct span bytes) {
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *signature = &signatures[i];
        if (span_starts_with(span_from(bytes, signature->offset), signature->bytes,
                             signature->length)) {
            return signature->magic;
        }
    }
    return is_tar(bytes) || ends_as_zip(bytes) ? MAGIC_ARCHIVE : MAGIC_NONE;
}
