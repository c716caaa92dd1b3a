/* The private fields of a key as OpenSSH's files and agents hold them (OpenSSH, PROTOCOL.key;
 * draft-miller-ssh-agent, section 3.2): its public half repeated, then the private numbers. */
#ifndef DECODERS_SSH_PRIVATE_H
#define DECODERS_SSH_PRIVATE_H

#include "decoders/ssh_wire.h"

struct ssh_private {
    struct public_key key; /* the half that is repeated */
    bool fits;             /* the private numbers belong to it; of security keys: not asked */
};

/* Takes all fields of this type (after its name) off the front of rest; of security keys the public
 * ones only. False where they break off or make no public key. */
bool ssh_take_private(const struct ssh_type *type, struct span *rest, struct ssh_private *private,
                      struct arena *arena);

#endif
