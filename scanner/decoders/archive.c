/* Archives and compressed files: what kind it is, and what stands around it. */
#include "decoders/archive_edges.h"
#include "decoders/archive_magic.h"
#include "decoders/archive_unpack.h"

static bool archive_accepts(const struct blob *blob) {
    return !blob->label[0] && archive_magic(blob->bytes) != MAGIC_NONE;
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
        unpacking.ahead = ahead_begin(blob->bytes, examiner_companion(examiner));
        unpack_as(&unpacking, ARCHIVES);
        archive_edges_of_list(&unpacking);
    } else {
        unpack_as(&unpacking, ARCHIVES_OR_SINGLE_FILE);
        if (unpacking.members == 0 && !unpacking.stopped) {
            unpack_as(&unpacking, SINGLE_FILE); /* two blocks of zeros look like an empty tar */
        }
        archive_edges_of_stream(&unpacking);
    }
    bool explained = unpacking.plain && unpacking.members > 0;
    unpack_release(&unpacking);
    return explained || unpacking.locked || !unpacking.stopped;
}

static bool begins_as_archive(const struct blob *blob) {
    return archive_magic_at_front(blob->bytes) != MAGIC_NONE;
}

/* A zip file behind a program is known by the record at its end. */
static const struct anchor anchors[] = {{"PK\\x05\\x06", NULL}, {0}};

const struct decoder archive_decoder = {
    .name = "archive",
    .accepts = archive_accepts,
    .decode = archive_decode,
    .anchors = anchors,
    .front = begins_as_archive,
};
