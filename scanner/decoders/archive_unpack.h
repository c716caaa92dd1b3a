/* Unpacks one archive or compressed file: members become child blobs, in memory, one at a time. */
#ifndef DECODERS_ARCHIVE_UNPACK_H
#define DECODERS_ARCHIVE_UNPACK_H

#include "base/buffer.h"
#include "decoders/archive_ahead.h"
#include "decoders/archive_reader.h"
#include "decoders/decoder.h"

struct container_image;

struct unpacking {
    const struct blob *blob;
    struct examiner *examiner;
    struct archive_reader reader;  /* of the reading under way */
    struct ahead *ahead;           /* NULL where nobody reads ahead */
    struct container_image *image; /* NULL where it is none */
    struct buffer content;         /* of the current member */
    uint64_t bytes_out;            /* of this archive */
    uint64_t members;              /* headers read */
    int family;                    /* ARCHIVE_FORMAT_TAR, ...; 0 until one is known */
    uint64_t end;                  /* bytes of unpacked stream read when its archive ended */
    bool ended;                    /* it did */
    bool plain;                    /* members can be told by their place in the blob */
    bool damaged;                  /* said so */
    bool locked;                   /* the list of members is encrypted; said so */
    bool lost;                     /* a member broke, and the reader with it */
    bool stopped;                  /* a bound was hit, or nothing more can be read */
};

/* Reads the blob as one of contents. A plain sequence that is damaged loses only what cannot be
 * told apart: bytes between members and behind them are examined as they are. */
void unpack_as(struct unpacking *unpacking, enum contents contents);

/* Examines bytes of the blob that belong to no member, unless all of them are zero: "byte N". */
void unpack_examine_between(struct unpacking *unpacking, uint64_t from, uint64_t to);

/* Spends bytes that came out, and from the budget of the outermost file those that were kept. Says
 * so and stops where a bound is hit. */
bool unpack_charge(struct unpacking *unpacking, uint64_t bytes, uint64_t kept);

/* One problem row for what is wrong, with the reason behind it. */
void unpack_report_damage(struct unpacking *unpacking, const char *during);

/* Frees what the fields hold, the last reader among them, once all is read. */
void unpack_release(struct unpacking *unpacking);

#endif
