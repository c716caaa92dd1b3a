#include "decoders/ssh_wire.h"

#include "decoders/public_key_build.h"

static const struct ssh_type types[] = {
    {"ssh-rsa", "ssh-rsa-cert-v01@openssh.com", "", "", SSH_RSA, false},
    {"ssh-dss", "ssh-dss-cert-v01@openssh.com", "", "", SSH_DSA, false},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com", "nistp256", "P-256",
     SSH_ECDSA, false},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384-cert-v01@openssh.com", "nistp384", "P-384",
     SSH_ECDSA, false},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521-cert-v01@openssh.com", "nistp521", "P-521",
     SSH_ECDSA, false},
    {"ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", "", "Ed25519", SSH_EDWARDS, false},
    {"ssh-ed448", NULL, "", "Ed448", SSH_EDWARDS, false},
    {"sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
     "nistp256", "P-256", SSH_ECDSA, true},
    {"sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com", "", "Ed25519",
     SSH_EDWARDS, true},
};

bool ssh_take_number(struct span *rest, uint32_t *number) {
    if (rest->length < 4) {
        return false;
    }
    const uint8_t *bytes = rest->bytes;
    *number =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    *rest = span_from(*rest, 4);
    return true;
}

bool ssh_take_string(struct span *rest, struct span *string) {
    struct span ahead = *rest;
    uint32_t length = 0;
    if (!ssh_take_number(&ahead, &length) || length > ahead.length) {
        return false;
    }
    *string = span_part(ahead, 0, length);
    *rest = span_from(ahead, length);
    return true;
}

bool ssh_take_mpint(struct span *rest, struct span *number) {
    struct span ahead = *rest;
    if (!ssh_take_string(&ahead, number) || number->length > NUMBER_BYTES_MOST + 1) {
        return false;
    }
    if (number->length && number->bytes[0] >= 0x80) {
        return false; /* negative */
    }
    if (number->length && number->bytes[0] == 0) {
        *number = span_from(*number, 1);
        if (number->length == 0 || number->bytes[0] < 0x80) {
            return false; /* not the shortest form */
        }
    }
    *rest = ahead;
    return true;
}

static bool equals(struct span span, const char *text) {
    return text && span_equal(span, span_text(text));
}

const struct ssh_type *ssh_type_named(struct span name) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (equals(name, types[i].name)) {
            return &types[i];
        }
    }
    return NULL;
}

const struct ssh_type *ssh_type_certified(struct span name) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (equals(name, types[i].certificate)) {
            return &types[i];
        }
    }
    return NULL;
}

bool ssh_take_public(const struct ssh_type *type, struct span *rest, struct public_key *key,
                     struct arena *arena) {
    struct span first, second;
    struct dsa_numbers numbers;
    switch (type->family) {
    case SSH_RSA: /* e, n */
        return ssh_take_mpint(rest, &first) && ssh_take_mpint(rest, &second) &&
               public_key_of_rsa(second, first, key, arena);
    case SSH_DSA:
        return ssh_take_mpint(rest, &numbers.p) && ssh_take_mpint(rest, &numbers.q) &&
               ssh_take_mpint(rest, &numbers.g) && ssh_take_mpint(rest, &numbers.y) &&
               public_key_of_dsa(&numbers, key, arena);
    case SSH_ECDSA:
        return ssh_take_string(rest, &first) && equals(first, type->curve) &&
               ssh_take_string(rest, &second) &&
               public_key_of_point(type->algorithm, second, key, arena);
    case SSH_EDWARDS:
        return ssh_take_string(rest, &first) &&
               public_key_of_octets(type->algorithm, first, key, arena);
    }
    return false;
}

static bool skip_strings(struct span *rest, unsigned count) {
    struct span ignored;
    while (count > 0 && ssh_take_string(rest, &ignored)) {
        count--;
    }
    return count == 0;
}

/* What follows the key in a certificate: serial, type, key id, principals, validity, critical
 * options, extensions, reserved, signature key, signature. */
static bool take_certificate(struct span *rest, struct span *authority) {
    enum { SERIAL_BYTES = 8, VALIDITY_BYTES = 16 };
    uint32_t type = 0;
    if (rest->length < SERIAL_BYTES) {
        return false;
    }
    *rest = span_from(*rest, SERIAL_BYTES);
    if (!ssh_take_number(rest, &type) || type < 1 || type > 2 || !skip_strings(rest, 2) ||
        rest->length < VALIDITY_BYTES) {
        return false;
    }
    *rest = span_from(*rest, VALIDITY_BYTES);
    return skip_strings(rest, 3) && ssh_take_string(rest, authority) && skip_strings(rest, 1);
}

/* One level of keys: a signature key is never a certificate. */
static bool read_plain(struct span blob, const struct ssh_type **type, struct public_key *key,
                       struct arena *arena) {
    struct span name, application;
    if (!ssh_take_string(&blob, &name) || !(*type = ssh_type_named(name)) ||
        !ssh_take_public(*type, &blob, key, arena)) {
        return false;
    }
    return (!(*type)->is_security_key || ssh_take_string(&blob, &application)) && blob.length == 0;
}

bool ssh_read_public(struct span blob, struct ssh_public *public, struct arena *arena) {
    struct span name, nonce, application, authority, rest = blob;
    const struct ssh_type *signer = NULL;
    *public = (struct ssh_public){.key = {.algorithm = "", .curve = ""},
                                  .authority = {.algorithm = "", .curve = ""}};
    if (!ssh_take_string(&rest, &name)) {
        return false;
    }
    if (ssh_type_named(name)) {
        return read_plain(blob, &public->type, &public->key, arena);
    }
    public->type = ssh_type_certified(name);
    public->is_certificate = true;
    return public->type && ssh_take_string(&rest, &nonce) &&
           ssh_take_public(public->type, &rest, &public->key, arena) &&
           (!public->type->is_security_key || ssh_take_string(&rest, &application)) &&
           take_certificate(&rest, &authority) && rest.length == 0 &&
           read_plain(authority, &signer, &public->authority, arena);
}
