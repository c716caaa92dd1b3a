#include "relations/revoked_serials.h"

#include <stdlib.h>

#include "base/digest.h"

/* Serial numbers as bytes without leading zeros, of which 0 keeps one; sign and what is longer than
 * an id are dropped. */
static size_t serial_bytes(const char *hexadecimal, uint8_t bytes[ID_BYTES]) {
    size_t length = 0;
    hexadecimal += *hexadecimal == '-';
    for (; hexadecimal[0] && hexadecimal[1]; hexadecimal += 2) {
        char pair[3] = {hexadecimal[0], hexadecimal[1], 0};
        uint8_t byte = (uint8_t)strtoul(pair, NULL, 16);
        if (length == 1 && bytes[0] == 0) {
            length = 0;
        }
        if (length == ID_BYTES) {
            return 0;
        }
        bytes[length++] = byte;
    }
    return length;
}

/* The serial number itself for the list's own issuer, and a digest for another. */
static struct span id_of(struct span issuer, struct span serial, uint8_t joined[SHA256_BYTES]) {
    if (!issuer.length) {
        return serial;
    }
    return digest_joined(issuer, serial, SHA256_BYTES, joined) ? span_of(joined, SHA256_BYTES)
                                                               : (struct span){0};
}

bool revoked_serials_index(struct id_set *serials, struct span own, struct span revoked) {
    uint8_t joined[SHA256_BYTES];
    struct span issuer = {0};
    while (revoked.length >= 2) {
        size_t length = revoked.bytes[0];
        if (length == 0) {
            issuer = span_part(revoked, 1, SHA256_BYTES);
            if (span_equal(issuer, own)) {
                issuer = (struct span){0};
            }
            revoked = span_from(revoked, 1 + SHA256_BYTES);
            continue;
        }
        if (revoked.length < length + 2) {
            break;
        }
        struct span serial = span_part(revoked, 1, length);
        while (serial.length > 1 && serial.bytes[0] == 0) {
            serial = span_from(serial, 1);
        }
        struct span id = id_of(issuer, serial, joined);
        if (serial.length <= ID_BYTES && id.length) {
            uint64_t *value = id_set_add(serials, id, NULL);
            if (!value) {
                return false;
            }
            *value = (uint64_t)revoked.bytes[length + 1] + 1;
        }
        revoked = span_from(revoked, length + 2);
    }
    return true;
}

uint64_t revoked_serials_reason(const struct id_set *serials, struct span issuer,
                                const char *serial) {
    uint8_t bytes[ID_BYTES], joined[SHA256_BYTES];
    size_t length = serial_bytes(serial, bytes);
    const uint64_t *reason = id_set_find(serials, id_of(issuer, span_of(bytes, length), joined));
    return reason ? *reason : 0;
}
