/* Dropbear's private keys (its signkey.c): the type's name and bare numbers in SSH's data types, no
 * magic. The whole file must be one key whose numbers belong together. */
#include <openssl/bn.h>

#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"
#include "decoders/ssh_wire.h"

enum { FILE_BYTES_LEAST = 64, FILE_BYTES_MOST = 16384 };

/* modulus = p q. */
static bool is_product(struct span modulus, struct span p, struct span q) {
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *n = BN_bin2bn(modulus.bytes, (int)modulus.length, NULL);
    BIGNUM *one = BN_bin2bn(p.bytes, (int)p.length, NULL);
    BIGNUM *other = BN_bin2bn(q.bytes, (int)q.length, NULL);
    BIGNUM *product = BN_new();
    bool equal = context && n && one && other && product && BN_mul(product, one, other, context) &&
                 BN_cmp(product, n) == 0;
    BN_free(n);
    BN_clear_free(one);
    BN_clear_free(other);
    BN_clear_free(product);
    BN_CTX_free(context);
    return equal;
}

/* e, n, d, and the primes, which old versions left out. */
static bool take_rsa(struct span *rest, struct public_key *key, struct arena *arena) {
    struct span e, n, d, p, q;
    if (!ssh_take_mpint(rest, &e) || !ssh_take_mpint(rest, &n) || !ssh_take_mpint(rest, &d) ||
        n.length < MODULUS_BYTES_LEAST || d.length == 0 || d.length > n.length ||
        !(n.bytes[n.length - 1] & 1)) {
        return false;
    }
    bool primes = rest->length > 0;
    return (!primes ||
            (ssh_take_mpint(rest, &p) && ssh_take_mpint(rest, &q) && is_product(n, p, q))) &&
           public_key_of_rsa(n, e, key, arena);
}

static bool is_same(const struct public_key *one, const struct public_key *other) {
    return memcmp(one->spki_sha256, other->spki_sha256, SHA256_BYTES) == 0;
}

/* Private and public key stand in one string. */
static bool take_edwards(struct span *rest, struct public_key *key, struct arena *arena) {
    struct public_key computed = {.algorithm = "", .curve = ""};
    struct span both;
    return ssh_take_string(rest, &both) && both.length == 64 &&
           public_key_of_octets("Ed25519", span_from(both, 32), key, arena) &&
           public_key_of_seed("Ed25519", span_part(both, 0, 32), &computed, arena) &&
           is_same(key, &computed);
}

static bool take_private(const struct ssh_type *type, struct span *rest, struct public_key *key,
                         struct arena *arena) {
    struct public_key computed = {.algorithm = "", .curve = ""};
    struct span private;
    switch (type->family) {
    case SSH_RSA:
        return take_rsa(rest, key, arena);
    case SSH_DSA:
        return ssh_take_public(type, rest, key, arena) && ssh_take_mpint(rest, &private) &&
               private.length >= 16;
    case SSH_ECDSA:
        return ssh_take_public(type, rest, key, arena) && ssh_take_mpint(rest, &private) &&
               public_key_of_scalar(type->algorithm, private, &computed, arena) &&
               is_same(key, &computed);
    case SSH_EDWARDS:
        return strcmp(type->algorithm, "Ed25519") == 0 && take_edwards(rest, key, arena);
    }
    return false;
}

static const struct ssh_type *type_of(struct span *rest) {
    struct span name;
    const struct ssh_type *type = ssh_take_string(rest, &name) ? ssh_type_named(name) : NULL;
    return type && !type->is_security_key ? type : NULL;
}

static bool dropbear_accepts(const struct blob *blob) {
    struct span rest = blob->bytes;
    return !blob->label[0] && rest.length >= FILE_BYTES_LEAST && rest.length <= FILE_BYTES_MOST &&
           rest.bytes[0] == 0 && type_of(&rest);
}

static bool dropbear_decode(const struct blob *blob, struct examiner *examiner) {
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "Dropbear");
    struct arena arena = {0};
    struct span rest = blob->bytes;
    const struct ssh_type *type = type_of(&rest);
    bool found = type && take_private(type, &rest, &artifact.key, &arena) && rest.length == 0;
    if (found) {
        artifact.encoding = "dropbear";
        report_key(examiner, blob, &artifact, (struct span){0});
    }
    arena_release(&arena);
    return found;
}

const struct decoder dropbear_decoder = {
    .name = "dropbear",
    .accepts = dropbear_accepts,
    .decode = dropbear_decode,
};
