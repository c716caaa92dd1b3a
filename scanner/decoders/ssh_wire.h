/* Keys in the data types of SSH (RFC 4251 section 5, RFC 4253 section 6.6, RFC 5656 section 3.1,
 * RFC 8709 section 4, OpenSSH's PROTOCOL.u2f and PROTOCOL.certkeys). */
#ifndef DECODERS_SSH_WIRE_H
#define DECODERS_SSH_WIRE_H

#include "artifact.h"
#include "base/arena.h"

/* Each takes one value off the front of rest; false, and rest as it was, where there is none. */
bool ssh_take_number(struct span *rest, uint32_t *number);
bool ssh_take_string(struct span *rest, struct span *string);

/* A non-negative mpint in its shortest form; number is without the leading zero byte. */
bool ssh_take_mpint(struct span *rest, struct span *number);

enum ssh_family { SSH_RSA, SSH_DSA, SSH_ECDSA, SSH_EDWARDS };

struct ssh_type {
    const char *name;        /* on the wire and in text */
    const char *certificate; /* name of its certificate type; NULL without one */
    const char *curve;       /* of ECDSA on the wire: "nistp256", ... */
    const char *algorithm;   /* curve or algorithm in our words: "P-256", "Ed25519"; "" otherwise */
    enum ssh_family family;
    bool is_security_key; /* the private half is a handle to a device */
};

/* The type of this name; NULL where it is none we know. */
const struct ssh_type *ssh_type_named(struct span name);

/* As above, for a certificate type: the type of the key that is certified. */
const struct ssh_type *ssh_type_certified(struct span name);

/* Takes the public fields of this type (all after its name, without a security key's application)
 * off the front of rest. */
bool ssh_take_public(const struct ssh_type *type, struct span *rest, struct public_key *key,
                     struct arena *arena);

/* A public key or certificate as a whole. */
struct ssh_public {
    const struct ssh_type *type;
    bool is_certificate;
    struct public_key key;
    struct public_key authority; /* certificates: the key that signed it */
};

/* Reads blob from its first byte to its last; false where it is no known key. */
bool ssh_read_public(struct span blob, struct ssh_public *public, struct arena *arena);

#endif
