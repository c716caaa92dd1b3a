#define _GNU_SOURCE
#include "decoders/archive_magic.h"

struct signature {
    enum archive_magic magic;
    uint16_t offset;
    uint8_t length;
    char bytes[9];
};

static const struct signature signatures[] = {
    {MAGIC_COMPRESSED, 0, 3, "\x1F\x8B\x08"}, /* gzip, RFC 1952 */
    {MAGIC_COMPRESSED, 0, 6,
     "\xFD"
     "7zXZ\0"},                                    /* xz */
    {MAGIC_COMPRESSED, 0, 4, "LZIP"},              /* lzip */
    {MAGIC_COMPRESSED, 0, 4, "\x28\xB5\x2F\xFD"},  /* zstd, RFC 8878 */
    {MAGIC_COMPRESSED, 0, 4, "\x04\x22\x4D\x18"},  /* lz4 frame */
    {MAGIC_COMPRESSED, 0, 4, "\x02\x21\x4C\x18"},  /* lz4, before frames */
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
 * field taken as spaces; version 7 archives have nothing else to know them by, and some writers
 * summed signed characters. */
static bool is_tar(struct span bytes) {
    uint64_t stored = 0;
    int64_t sum = 0, signed_sum = 0;
    if (bytes.length < 512 || bytes.bytes[0] == 0 || !octal(span_part(bytes, 148, 8), &stored)) {
        return false;
    }
    for (size_t i = 0; i < 512; i++) {
        uint8_t byte = i >= 148 && i < 156 ? ' ' : bytes.bytes[i];
        sum += byte;
        signed_sum += byte < 0x80 ? byte : byte - 0x100;
    }
    return stored < INT32_MAX && (sum == (int64_t)stored || signed_sum == (int64_t)stored);
}

bool archive_is_ustar(struct span bytes) {
    return span_starts_with(span_from(bytes, 257), "ustar", 5) && is_tar(bytes);
}

/* "BZh", block size, and the magic of a block or of the end. */
static bool is_bzip2(struct span bytes) {
    return bytes.length >= 10 && memcmp(bytes.bytes, "BZh", 3) == 0 && bytes.bytes[3] >= '1' &&
           bytes.bytes[3] <= '9' &&
           (memcmp(bytes.bytes + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
            memcmp(bytes.bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* LZMA before xz has no magic: usual properties, a dictionary of 2^n or 3 * 2^n bytes, and an
 * unknown or possible length. */
static bool is_lzma(struct span bytes) {
    if (bytes.length < 14 || bytes.bytes[0] != 0x5D) {
        return false;
    }
    uint32_t dictionary = 0;
    uint64_t length = 0;
    for (size_t i = 4; i >= 1; i--) {
        dictionary = dictionary << 8 | bytes.bytes[i];
    }
    for (size_t i = 12; i >= 5; i--) {
        length = length << 8 | bytes.bytes[i];
    }
    uint32_t odd = dictionary;
    while (odd && odd % 2 == 0) {
        odd /= 2;
    }
    return dictionary >= 4096 && (odd == 1 || odd == 3) &&
           (length == UINT64_MAX || length < (1ULL << 38)) && bytes.bytes[13] == 0;
}

/* cpio's first form, in either byte order: magic, device, inode, mode, ..., length of the name. */
static bool is_binary_cpio(struct span bytes) {
    if (bytes.length < 28) {
        return false;
    }
    bool little = bytes.bytes[0] == 0xC7 && bytes.bytes[1] == 0x71;
    bool big = bytes.bytes[0] == 0x71 && bytes.bytes[1] == 0xC7;
    const uint8_t *mode = bytes.bytes + 6, *name = bytes.bytes + 20;
    unsigned type = (unsigned)(little ? mode[1] : mode[0]) >> 4;
    size_t length = (size_t)(little ? name[1] << 8 | name[0] : name[0] << 8 | name[1]);
    return (little || big) &&
           (type == 1 || type == 2 || type == 4 || type == 6 || type == 8 || type == 10 ||
            type == 12) &&
           length > 1 && length <= 4096 && 26 + length <= bytes.length &&
           bytes.bytes[26 + length - 1] == 0 && memchr(bytes.bytes + 26, 0, length - 1) == NULL;
}

bool archive_zip_end(struct span bytes, size_t *end) {
    enum { RECORD = 22, COMMENT_MOST = 0xFFFF };
    size_t least = bytes.length > RECORD + COMMENT_MOST ? bytes.length - RECORD - COMMENT_MOST : 0;
    const uint8_t *found = NULL;
    if (bytes.length < RECORD) {
        return false;
    }
    while ((found = memmem(bytes.bytes + least, bytes.length - least, "PK\x05\x06", 4))) {
        size_t at = (size_t)(found - bytes.bytes);
        if (bytes.length - at >= RECORD &&
            bytes.length - at - RECORD == (size_t)(found[21] << 8 | found[20])) {
            *end = at;
            return true;
        }
        least = at + 4;
    }
    return false;
}

enum archive_magic archive_magic_at_front(struct span bytes) {
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *signature = &signatures[i];
        if (span_starts_with(span_from(bytes, signature->offset), signature->bytes,
                             signature->length)) {
            return signature->magic;
        }
    }
    if (is_bzip2(bytes) || is_lzma(bytes)) {
        return MAGIC_COMPRESSED;
    }
    return is_tar(bytes) || is_binary_cpio(bytes) ? MAGIC_ARCHIVE : MAGIC_NONE;
}

enum archive_magic archive_magic(struct span bytes) {
    size_t end = 0;
    enum archive_magic magic = archive_magic_at_front(bytes);
    return magic == MAGIC_NONE && archive_zip_end(bytes, &end) ? MAGIC_ARCHIVE : magic;
}
