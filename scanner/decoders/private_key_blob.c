/* Windows key files: PVK (a header in front of a key blob), PRIVATEKEYBLOB and PUBLICKEYBLOB
 * (wincrypt.h, also with the header of a .NET strong name), and the RSA and EC blobs of bcrypt.h.
 * All are one key a file, told by a magic number and by lengths that must add up. CryptoAPI writes
 * numbers little-endian, bcrypt big-endian. */
#include <stdio.h>

#include <openssl/crypto.h>

#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"
#include "decoders/unlock.h"

static const uint32_t pvk_magic = 0xB0B5F11E;

enum {
    RSA_PUBLIC = 0x31415352,  /* "RSA1" */
    RSA_PRIVATE = 0x32415352, /* "RSA2" */
    RSA_FULL = 0x33415352,    /* "RSA3", bcrypt only */
    DSS_PUBLIC = 0x31535344,  /* "DSS1" */
    DSS_PRIVATE = 0x32535344, /* "DSS2" */
    DSS_ORDER_BYTES = 20,
    DSS_SEED_BYTES = 24,
    BLOB_BYTES_LEAST = 64,
    BLOB_BYTES_MOST = 6 * NUMBER_BYTES_MOST,
    BLOB_HEADER_BYTES = 8,
    STRONG_NAME_HEADER_BYTES = 12,
};

static bool take_little(struct span *rest, uint32_t *number) {
    if (rest->length < 4) {
        return false;
    }
    const uint8_t *bytes = rest->bytes;
    *number =
        (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
    *rest = span_from(*rest, 4);
    return true;
}

/* Takes length bytes off the front of rest. */
static bool take_bytes(struct span *rest, size_t length, struct span *bytes) {
    if (length > rest->length) {
        return false;
    }
    *bytes = span_part(*rest, 0, length);
    *rest = span_from(*rest, length);
    return true;
}

/* The bytes the other way round. out is at least as long. */
static struct span turned(struct span bytes, uint8_t *out) {
    for (size_t i = 0; i < bytes.length; i++) {
        out[i] = bytes.bytes[bytes.length - 1 - i];
    }
    return span_of(out, bytes.length);
}

/* RSAPUBKEY and modulus; p, q, dp, dq, inverse and d follow in a private blob. */
static bool read_rsa(struct span rest, bool is_private, struct public_key *key,
                     struct arena *arena) {
    uint8_t modulus[NUMBER_BYTES_MOST];
    uint8_t exponent[4];
    uint32_t bits = 0;
    struct span number, exponent_bytes;
    if (!take_little(&rest, &bits) || bits > 8 * NUMBER_BYTES_MOST ||
        !take_bytes(&rest, 4, &exponent_bytes) || !take_bytes(&rest, (bits + 7) / 8, &number) ||
        number.length == 0 || !(number.bytes[0] & 1)) {
        return false;
    }
    size_t half = (bits + 15) / 16;
    size_t left = is_private ? 5 * half + number.length : 0;
    return rest.length == left &&
           public_key_of_rsa(turned(number, modulus), turned(exponent_bytes, exponent), key, arena);
}

/* DSSPUBKEY: p, q, g, then y and a seed structure, or the private x and the seed structure. */
static bool read_dss(struct span rest, bool is_private, struct public_key *key,
                     struct arena *arena) {
    enum { BYTES_MOST = 512 };
    uint8_t p[BYTES_MOST], g[BYTES_MOST], y[BYTES_MOST], q[DSS_ORDER_BYTES], x[DSS_ORDER_BYTES];
    struct span p_bytes, q_bytes, g_bytes, last;
    uint32_t bits = 0;
    if (!take_little(&rest, &bits) || bits % 8 || bits / 8 > BYTES_MOST ||
        !take_bytes(&rest, bits / 8, &p_bytes) || !take_bytes(&rest, sizeof q, &q_bytes) ||
        !take_bytes(&rest, bits / 8, &g_bytes) ||
        !take_bytes(&rest, is_private ? sizeof x : bits / 8, &last) ||
        (rest.length && rest.length != DSS_SEED_BYTES)) {
        return false;
    }
    struct dsa_numbers numbers = {
        .p = turned(p_bytes, p), .q = turned(q_bytes, q), .g = turned(g_bytes, g)};
    if (!is_private) {
        numbers.y = turned(last, y);
        return public_key_of_dsa(&numbers, key, arena);
    }
    bool known = public_key_of_dsa_private(&numbers, turned(last, x), key, arena);
    OPENSSL_cleanse(x, sizeof x);
    return known;
}

static bool read_algorithm(uint32_t algorithm, const char **name) {
    *name = algorithm == 0x2400 || algorithm == 0xA400 ? "RSA" : algorithm == 0x2200 ? "DSA" : "";
    return **name != 0;
}

/* BLOBHEADER (PUBLICKEYSTRUC): type, version 2, two reserved bytes, algorithm. */
static bool take_header(struct span *rest, bool *is_private, const char **algorithm) {
    uint32_t number = 0;
    struct span head;
    if (!take_bytes(rest, 4, &head) || (head.bytes[0] != 6 && head.bytes[0] != 7) ||
        head.bytes[1] != 2 || head.bytes[2] || head.bytes[3] || !take_little(rest, &number)) {
        return false;
    }
    *is_private = head.bytes[0] == 7;
    return read_algorithm(number, algorithm);
}

/* A whole PRIVATEKEYBLOB or PUBLICKEYBLOB. */
static bool read_blob(struct span bytes, struct artifact *artifact, struct arena *arena) {
    const char *algorithm = "";
    uint32_t magic = 0;
    bool is_private = false;
    if (!take_header(&bytes, &is_private, &algorithm) || !take_little(&bytes, &magic)) {
        return false;
    }
    artifact->kind = is_private ? KIND_PRIVATE_KEY : KIND_PUBLIC_KEY;
    artifact->structure = is_private ? "PRIVATEKEYBLOB" : "PUBLICKEYBLOB";
    if (magic == (is_private ? RSA_PRIVATE : RSA_PUBLIC)) {
        return read_rsa(bytes, is_private, &artifact->key, arena);
    }
    return magic == (is_private ? DSS_PRIVATE : DSS_PUBLIC) &&
           read_dss(bytes, is_private, &artifact->key, arena);
}

/* BCRYPT_RSAKEY_BLOB: four lengths, then exponent, modulus, primes; a full one holds the rest of
 * the numbers too. */
static bool read_bcrypt_rsa(struct span rest, struct artifact *artifact, struct arena *arena) {
    uint32_t magic = 0, bits = 0, lengths[4];
    struct span exponent, modulus;
    if (!take_little(&rest, &magic) || !take_little(&rest, &bits)) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!take_little(&rest, &lengths[i]) || lengths[i] > NUMBER_BYTES_MOST) {
            return false;
        }
    }
    bool is_private = magic == RSA_PRIVATE || magic == RSA_FULL;
    if ((!is_private && magic != RSA_PUBLIC) || (bits + 7) / 8 != lengths[1] ||
        (lengths[2] == 0) == is_private || (lengths[3] == 0) == is_private ||
        !take_bytes(&rest, lengths[0], &exponent) || !take_bytes(&rest, lengths[1], &modulus)) {
        return false;
    }
    size_t primes = (size_t)lengths[2] + lengths[3];
    size_t full = 2 * primes + lengths[2] + lengths[1]; /* p, q, dp, dq, inverse, d */
    artifact->kind = is_private ? KIND_PRIVATE_KEY : KIND_PUBLIC_KEY;
    artifact->structure = is_private ? "BCRYPT_RSAPRIVATE_BLOB" : "BCRYPT_RSAPUBLIC_BLOB";
    return rest.length == (magic == RSA_FULL ? full : primes) &&
           public_key_of_rsa(modulus, exponent, &artifact->key, arena);
}

/* BCRYPT_ECCKEY_BLOB: length of a coordinate, x, y, and the private number. */
static bool read_bcrypt_ec(struct span rest, struct artifact *artifact, struct arena *arena) {
    static const struct {
        char magic[4];
        const char *curve;
        bool is_private;
        uint32_t bytes;
    } kinds[] = {{"ECS1", "P-256", false, 32}, {"ECS2", "P-256", true, 32},
                 {"ECS3", "P-384", false, 48}, {"ECS4", "P-384", true, 48},
                 {"ECS5", "P-521", false, 66}, {"ECS6", "P-521", true, 66}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint32_t length = 0;
        struct span x, y, ahead = span_from(rest, sizeof kinds[i].magic);
        if (span_starts_with(rest, kinds[i].magic, sizeof kinds[i].magic) &&
            take_little(&ahead, &length) && length == kinds[i].bytes &&
            take_bytes(&ahead, length, &x) && take_bytes(&ahead, length, &y) &&
            ahead.length == (kinds[i].is_private ? length : 0)) {
            artifact->kind = kinds[i].is_private ? KIND_PRIVATE_KEY : KIND_PUBLIC_KEY;
            artifact->structure =
                kinds[i].is_private ? "BCRYPT_ECCPRIVATE_BLOB" : "BCRYPT_ECCPUBLIC_BLOB";
            return public_key_of_coordinates(kinds[i].curve, x, y, &artifact->key, arena);
        }
    }
    return false;
}

/* The BLOBHEADER of a locked PVK stands in the clear; what follows is opened where a passphrase
 * fits, and read as the blob that it is then. */
static void open_pvk(struct span salt, struct span locked, struct examiner *examiner,
                     const struct blob *at, struct artifact *artifact, struct arena *arena) {
    struct buffer plain = {0}, whole = {0};
    size_t count = 0;
    bool opened = false;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    if (!examiner_charge_derivation(examiner, at, 1, 0)) {
        return;
    }
    struct span sealed = span_from(locked, BLOB_HEADER_BYTES);
    for (size_t i = 0; i < count && !opened; i++) {
        if (unlock_attempt_pvk(salt, sealed, passphrases[i], &plain)) {
            buffer_clear(&whole);
            buffer_append(&whole, locked.bytes, BLOB_HEADER_BYTES);
            buffer_append(&whole, plain.bytes, plain.length);
            opened = !whole.failed && read_blob(buffer_span(&whole), artifact, arena);
        }
    }
    if (!opened) {
        unlock_blame(examiner, at, "private key");
    }
    buffer_wipe(&plain);
    buffer_wipe(&whole);
}

/* PVK: reserved, key specification, encrypted or not, lengths of salt and key. */
static bool read_pvk(const struct blob *blob, struct examiner *examiner, struct artifact *artifact,
                     struct arena *arena) {
    uint32_t header[6] = {0};
    struct span rest = blob->bytes, salt, locked;
    bool is_private = false;
    for (size_t i = 0; i < 6; i++) {
        if (!take_little(&rest, &header[i])) {
            return false;
        }
    }
    if (header[0] != pvk_magic || header[1] || header[2] > 2 || header[3] > 1 ||
        !take_bytes(&rest, header[4], &salt) || header[5] != rest.length) {
        return false;
    }
    locked = rest;
    bool known = header[3] == 0 ? read_blob(rest, artifact, arena)
                                : take_header(&rest, &is_private, &artifact->key.algorithm) &&
                                      is_private && salt.length && rest.length >= BLOB_BYTES_LEAST;
    if (known && header[3] == 1) {
        open_pvk(salt, locked, examiner, blob, artifact, arena);
    }
    artifact->kind = KIND_PRIVATE_KEY;
    artifact->structure = "PVK";
    artifact->encoding = "pvk";
    artifact->locked = header[3] == 1;
    artifact->lock = artifact->locked ? "RC4, SHA-1, 1 round" : "";
    return known;
}

/* The first byte and the zeros around it; what decides comes after. */
static bool private_key_blob_accepts(const struct blob *blob) {
    static const uint8_t pvk[] = {0x1E, 0xF1, 0xB5, 0xB0};
    static const uint8_t private_head[] = {7, 2, 0, 0};
    static const uint8_t public_head[] = {6, 2, 0, 0};
    struct span bytes = blob->bytes;
    struct span named = span_from(bytes, STRONG_NAME_HEADER_BYTES);
    return !blob->label[0] && bytes.length >= BLOB_BYTES_LEAST && bytes.length <= BLOB_BYTES_MOST &&
           (span_starts_with(bytes, pvk, sizeof pvk) ||
            span_starts_with(bytes, private_head, sizeof private_head) ||
            span_starts_with(bytes, public_head, sizeof public_head) ||
            span_starts_with(named, public_head, sizeof public_head) ||
            (span_starts_with(bytes, "RSA", 3) && bytes.bytes[3] >= '1' && bytes.bytes[3] <= '3') ||
            (span_starts_with(bytes, "ECS", 3) && bytes.bytes[3] >= '1' && bytes.bytes[3] <= '6'));
}

static bool private_key_blob_decode(const struct blob *blob, struct examiner *examiner) {
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "");
    struct arena arena = {0};
    artifact.encoding = "keyblob";
    struct span named = span_from(blob->bytes, STRONG_NAME_HEADER_BYTES);
    bool found = read_pvk(blob, examiner, &artifact, &arena) ||
                 read_blob(blob->bytes, &artifact, &arena) ||
                 read_bcrypt_rsa(blob->bytes, &artifact, &arena) ||
                 read_bcrypt_ec(blob->bytes, &artifact, &arena) ||
                 (read_blob(named, &artifact, &arena) && artifact.kind == KIND_PUBLIC_KEY);
    if (found) {
        report_key(examiner, blob, &artifact, blob->bytes);
    }
    arena_release(&arena);
    return found;
}

const struct decoder private_key_blob_decoder = {
    .name = "private_key_blob",
    .accepts = private_key_blob_accepts,
    .decode = private_key_blob_decode,
};
