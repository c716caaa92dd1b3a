#include "decoders/gunzip.h"

#include <isa-l/igzip_lib.h>
#include <openssl/crypto.h>
#include <stdlib.h>

enum {
    BLOCK = 256 * 1024,
    PIECE = 1 << 30,  /* packed bytes given at once: counted in 32 bits */
    MATCH_MOST = 258, /* RFC 1951 section 3.2.5 */
    HEADER = 10,
    TRAILER = 8,
};

struct gunzip {
    struct inflate_state state;
    struct span packed;
    size_t at;   /* in packed: where the inflating goes on, or what follows the last member */
    bool inside; /* a member */
    bool broken; /* nothing more comes */
    const char *fault;
    size_t most; /* bytes of the block that were ever used */
    uint8_t block[BLOCK];
};

/* Behind the NUL that ends the text at this place; 0 where there is none. */
static size_t behind_text(struct span bytes, size_t at) {
    struct span rest = span_from(bytes, at);
    const uint8_t *end = rest.length ? memchr(rest.bytes, 0, rest.length) : NULL;
    return end ? (size_t)(end - bytes.bytes) + 1 : 0;
}

/* Length of the header (RFC 1952 section 2.3), 0 where it is none or cut short. Its own checksum is
 * not looked at: nothing in it is used. */
static size_t header_length(struct span bytes) {
    enum { CHECKSUM = 1 << 1, EXTRA = 1 << 2, NAME = 1 << 3, COMMENT = 1 << 4, RESERVED = 0xE0 };
    if (bytes.length < HEADER || memcmp(bytes.bytes, "\x1F\x8B\x08", 3) != 0 ||
        bytes.bytes[3] & RESERVED) {
        return 0;
    }
    unsigned flags = bytes.bytes[3];
    size_t at = HEADER;
    if (flags & EXTRA) {
        if (bytes.length < at + 2) {
            return 0;
        }
        at += 2 + (size_t)(bytes.bytes[at] | bytes.bytes[at + 1] << 8);
    }
    if (flags & NAME && (at = behind_text(bytes, at)) == 0) {
        return 0;
    }
    if (flags & COMMENT && (at = behind_text(bytes, at)) == 0) {
        return 0;
    }
    at += flags & CHECKSUM ? 2 : 0;
    return at <= bytes.length ? at : 0;
}

bool gunzip_begins(struct span bytes) {
    return header_length(bytes) > 0;
}

/* Zeroed: after some errors ISA-L counts bytes as written that are not. */
struct gunzip *gunzip_new(struct span bytes) {
    struct gunzip *gunzip = calloc(1, sizeof *gunzip);
    if (gunzip) {
        gunzip->packed = bytes;
    }
    return gunzip;
}

void gunzip_free(struct gunzip *gunzip) {
    if (gunzip) {
        OPENSSL_cleanse(&gunzip->state, sizeof gunzip->state);
        OPENSSL_cleanse(gunzip->block, gunzip->most);
        free(gunzip);
    }
}

/* False at the end of the file, whatever follows that is no further member. */
static bool begin_member(struct gunzip *gunzip) {
    size_t length = header_length(span_from(gunzip->packed, gunzip->at));
    if (length == 0) {
        return false;
    }
    gunzip->at += length;
    isal_inflate_init(&gunzip->state);
    gunzip->state.crc_flag = ISAL_GZIP_NO_HDR;
    gunzip->inside = true;
    return true;
}

static uint32_t little_endian(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void break_off(struct gunzip *gunzip, const char *why) {
    gunzip->fault = why;
    gunzip->broken = true;
}

/* A wrong checksum does not tell where the damage is: the bytes count, and the next member too. */
static void end_member(struct gunzip *gunzip) {
    struct span trailer = span_part(gunzip->packed, gunzip->at, TRAILER);
    gunzip->inside = false;
    gunzip->at += trailer.length;
    if (trailer.length < TRAILER) {
        break_off(gunzip, "truncated gzip input");
    } else if (little_endian(trailer.bytes) != gunzip->state.crc ||
               little_endian(trailer.bytes + 4) != gunzip->state.total_out) {
        gunzip->fault = "gzip checksum or length is wrong";
    }
}

/* Inflates into the block; returns how many bytes came out. */
static size_t inflate_block(struct gunzip *gunzip) {
    struct inflate_state *state = &gunzip->state;
    struct span input = span_part(gunzip->packed, gunzip->at, PIECE);
    state->next_in = (uint8_t *)input.bytes; /* read only */
    state->avail_in = (uint32_t)input.length;
    state->next_out = gunzip->block;
    state->avail_out = BLOCK;
    int status = isal_inflate(state);
    /* What is still available is counted wrongly after an error, the pointers are right. */
    size_t taken = (size_t)(state->next_in - input.bytes);
    size_t made = (size_t)(state->next_out - gunzip->block);
    gunzip->at += taken;
    gunzip->most = made > gunzip->most ? made : gunzip->most;
    if (status != ISAL_DECOMP_OK) {
        break_off(gunzip, "gzip decompression failed");
        /* The last match is counted before its distance is found wrong. */
        return made > MATCH_MOST ? made - MATCH_MOST : 0;
    }
    if (state->block_state == ISAL_BLOCK_FINISH) {
        gunzip->at -= (size_t)state->read_in_length / 8; /* bytes taken ahead */
        end_member(gunzip);
    } else if (made == 0 && (taken == 0 || gunzip->at == gunzip->packed.length)) {
        break_off(gunzip, "truncated gzip input");
    }
    return made;
}

struct span gunzip_next(struct gunzip *gunzip) {
    size_t made = 0;
    while (made == 0 && !gunzip->broken && (gunzip->inside || begin_member(gunzip))) {
        made = inflate_block(gunzip);
    }
    return span_of(gunzip->block, made);
}

const char *gunzip_fault(const struct gunzip *gunzip) {
    return gunzip->fault;
}

size_t gunzip_consumed(const struct gunzip *gunzip) {
    return gunzip->at;
}
