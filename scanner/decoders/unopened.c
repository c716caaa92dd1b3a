/* Containers that are known and not opened: images of file systems and disks, packs and bundles of
 * git where no repository is. What lies in them plainly and in one piece is found as in any other
 * bytes; that the rest was not looked at must be told. */
#define _GNU_SOURCE
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "decoders/decoder.h"

/* Heads of some bytes alone would be met in noise: is_sound, where there is one, looks at more. */
struct container {
    const char *name;
    uint32_t offset;
    uint8_t length;
    char bytes[17];
    bool (*is_sound)(struct span bytes);
};

static uint64_t number(struct span bytes, size_t offset, size_t length, bool little) {
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        size_t at = offset + (little ? length - 1 - i : i);
        value = value << 8 | (at < bytes.length ? bytes.bytes[at] : 0);
    }
    return value;
}

/* Linux, fs/squashfs/squashfs_fs.h: of version 4 block sizes are told twice; older ones have their
 * version at the same place. */
static bool is_squashfs(struct span bytes) {
    enum { SUPER_BLOCK = 96 };
    bool little = span_starts_with(bytes, "hsqs", 4);
    if ((!little && !span_starts_with(bytes, "sqsh", 4)) || bytes.length < SUPER_BLOCK) {
        return false;
    }
    uint64_t version = number(bytes, 28, 2, little);
    uint64_t logarithm = number(bytes, version == 4 ? 22 : 34, 2, little);
    if (version != 4) {
        return version >= 1 && version <= 3 && number(bytes, 30, 2, little) <= 1 &&
               number(bytes, 4, 4, little) > 0 && logarithm >= 12 && logarithm <= 20;
    }
    return logarithm >= 12 && logarithm <= 20 && number(bytes, 30, 2, little) == 0 &&
           number(bytes, 12, 4, little) == (uint64_t)1 << logarithm &&
           number(bytes, 20, 2, little) >= 1 && number(bytes, 20, 2, little) <= 6;
}

/* Linux, fs/ext4/ext4.h: the super block stands at 1024. */
static bool is_extended(struct span bytes) {
    struct span super = span_from(bytes, 1024);
    return super.length >= 1024 && number(super, 0, 4, true) > 0 && number(super, 4, 4, true) > 0 &&
           number(super, 20, 4, true) <= 1 && number(super, 24, 4, true) <= 6 &&
           number(super, 76, 4, true) <= 1;
}

/* Linux, include/uapi/linux/jffs2.h: the head of a node has a check sum of its own. */
static bool is_jffs2(struct span bytes) {
    bool little = span_starts_with(bytes, "\x85\x19", 2);
    uint64_t type = number(bytes, 2, 2, little);
    bool is_node = type == 0xE001 || type == 0xE002 || type == 0x2003 || type == 0x2004 ||
                   type == 0x2006 || type == 0xE008 || type == 0xE009;
    return bytes.length >= 12 && is_node &&
           number(bytes, 8, 4, little) == (~crc32(0xFFFFFFFF, bytes.bytes, 8) & 0xFFFFFFFF);
}

/* UBI, drivers/mtd/ubi/ubi-media.h: version 1, and three bytes of padding. */
static bool is_ubi(struct span bytes) {
    return bytes.length >= 64 && number(bytes, 4, 4, false) == 0x01000000;
}

/* Apple, the block "koly" at the end of a disk image: version 4 and its own size. */
static bool is_trailer(struct span bytes) {
    enum { TRAILER = 512 };
    size_t at = bytes.length < TRAILER ? bytes.length : bytes.length - TRAILER;
    return span_starts_with(span_from(bytes, at), "koly\0\0\0\4\0\0\2\0", 12);
}

static bool has_small_version(struct span bytes) {
    return number(bytes, 4, 4, true) <= 3 || number(bytes, 4, 4, false) <= 3;
}

/* gitformat-pack: version 2 or 3, and at least one object. */
static bool is_pack(struct span bytes) {
    uint64_t version = number(bytes, 4, 4, false);
    return bytes.length >= 32 && (version == 2 || version == 3) && number(bytes, 8, 4, false) > 0;
}

static const struct container containers[] = {
    {"a squashfs image", 0, 4, "hsqs", is_squashfs},
    {"a squashfs image", 0, 4, "sqsh", is_squashfs},
    {"an ext2, ext3 or ext4 file system", 1080, 2, "\x53\xEF", is_extended},
    {"a cramfs image", 16, 16, "Compressed ROMFS", NULL},
    {"a JFFS2 file system", 0, 2, "\x85\x19", is_jffs2},
    {"a JFFS2 file system", 0, 2, "\x19\x85", is_jffs2},
    {"a UBI image", 0, 4, "UBI#", is_ubi},
    {"an EROFS image", 1024, 4, "\xE2\xE1\xF5\xE0", NULL},
    {"a Btrfs file system", 65600, 8, "_BHRfS_M", NULL},
    {"a qcow2 disk image", 0, 4, "QFI\xFB", has_small_version},
    {"a VMDK disk image", 0, 4, "KDMV", has_small_version},
    {"a VMDK disk image", 0, 4, "COWD", has_small_version},
    {"a VHDX disk image", 0, 8, "vhdxfile", NULL},
    {"a VHD disk image", 0, 8, "conectix", NULL},
    {"a VirtualBox disk image", 64, 4, "\x7F\x10\xDA\xBE", NULL},
    {"an Apple disk image", 0, 0, "", is_trailer},
    {"a WIM image", 0, 8, "MSWIM\0\0\0", NULL},
    {"a LUKS volume", 0, 6, "LUKS\xBA\xBE", NULL},
    {"a git pack that is in no repository here", 0, 4, "PACK", is_pack},
    {"a git bundle", 0, 16, "# v2 git bundle\n", NULL},
    {"a git bundle", 0, 16, "# v3 git bundle\n", NULL},
};

static const char *name_of(struct span bytes) {
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++) {
        const struct container *container = &containers[i];
        if (span_starts_with(span_from(bytes, container->offset), container->bytes,
                             container->length) &&
            (!container->is_sound || container->is_sound(bytes))) {
            return container->name;
        }
    }
    return NULL;
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool begins(const struct blob *blob) {
    return accepts(blob) && name_of(blob->bytes);
}

static void tell(const struct blob *blob, struct examiner *examiner, const char *name, size_t at) {
    struct buffer place = {0};
    if (at > 0) {
        buffer_format(&place, " from byte %zu on", at);
    }
    examiner_problem(examiner, blob, "archive", "unsupported",
                     "%s%s: it is not opened, and only what lies in it plainly and in one piece "
                     "is found",
                     name, buffer_text(&place));
    buffer_release(&place);
}

static size_t next_squashfs(struct span bytes, const char *magic) {
    const uint8_t *found = NULL;
    for (size_t from = 0; from < bytes.length; from++) {
        found = memmem(bytes.bytes + from, bytes.length - from, magic, 4);
        if (!found) {
            break;
        }
        from = (size_t)(found - bytes.bytes);
        if (is_squashfs(span_from(bytes, from))) {
            return from;
        }
    }
    return SIZE_MAX;
}

/* Firmware has images behind a boot loader and a kernel. */
static bool decode(const struct blob *blob, struct examiner *examiner) {
    const char *name = name_of(blob->bytes);
    if (name) {
        tell(blob, examiner, name, 0);
        return false;
    }
    size_t little = next_squashfs(blob->bytes, "hsqs"), big = next_squashfs(blob->bytes, "sqsh");
    size_t first = little < big ? little : big;
    if (first != SIZE_MAX) {
        tell(blob, examiner, "a squashfs image", first);
    }
    return false;
}

static bool squashfs_may_begin(struct span text, size_t at) {
    return is_squashfs(span_from(text, at));
}

static const struct anchor anchors[] = {
    {"hsqs", squashfs_may_begin},
    {"sqsh", squashfs_may_begin},
    {"koly\\x00\\x00\\x00\\x04", NULL},
    {0},
};

const struct decoder unopened_decoder = {
    .name = "unopened",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins,
};
