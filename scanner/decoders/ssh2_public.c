/* Keys of ssh.com: public keys (RFC 4716), and private keys in the vendor's own layout, as PuTTY's
 * import.c describes it. The armour around them is taken off by pem.c. */
#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"
#include "decoders/ssh_report.h"

static const char public_label[] = "SSH2 PUBLIC KEY";
static const char *const private_labels[] = {"SSH2 ENCRYPTED PRIVATE KEY", "SSH2 PRIVATE KEY"};
static const uint8_t private_magic[] = {0x3F, 0x6F, 0xF9, 0xEB};

static void examine_public(const struct blob *at, struct examiner *examiner, struct span bytes) {
    struct arena arena = {0};
    struct ssh_public public;
    if (ssh_read_public(bytes, &public, &arena)) {
        report_ssh_public(examiner, at, &public, "ssh2");
    } else {
        examiner_problem(examiner, at, "decode", "malformed",
                         "the block \"SSH2 PUBLIC KEY\" holds no readable public key");
    }
    arena_release(&arena);
}

/* A number with its length in bits in front. */
static bool take_bits(struct span *rest, struct span *number) {
    uint32_t bits = 0;
    if (!ssh_take_number(rest, &bits) || bits > 8 * NUMBER_BYTES_MOST ||
        (bits + 7) / 8 > rest->length) {
        return false;
    }
    *number = span_part(*rest, 0, (bits + 7) / 8);
    *rest = span_from(*rest, (bits + 7) / 8);
    return true;
}

/* RSA: e, d, n, ...; DSA: a zero, p, g, q, y, x. */
static bool take_private(struct span payload, bool is_dsa, struct public_key *key,
                         struct arena *arena) {
    struct span rest, first, second, third;
    struct dsa_numbers numbers = {0};
    uint32_t predefined = 0;
    if (!ssh_take_string(&payload, &rest)) {
        return false;
    }
    if (is_dsa) {
        return ssh_take_number(&rest, &predefined) && predefined == 0 &&
               take_bits(&rest, &numbers.p) && take_bits(&rest, &numbers.g) &&
               take_bits(&rest, &numbers.q) && take_bits(&rest, &numbers.y) &&
               take_bits(&rest, &first) && public_key_of_dsa(&numbers, key, arena);
    }
    return take_bits(&rest, &first) && take_bits(&rest, &second) && take_bits(&rest, &third) &&
           take_bits(&rest, &second) && public_key_of_rsa(third, first, key, arena);
}

static bool starts_with(struct span span, const char *text) {
    return span_starts_with(span, text, strlen(text));
}

static void examine_private(const struct blob *at, struct examiner *examiner, struct span bytes) {
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "ssh.com");
    struct arena arena = {0};
    struct span rest = span_from(bytes, sizeof private_magic), type, cipher, payload;
    uint32_t length = 0;
    bool is_whole = span_starts_with(bytes, private_magic, sizeof private_magic) &&
                    ssh_take_number(&rest, &length) && ssh_take_string(&rest, &type) &&
                    ssh_take_string(&rest, &cipher) && ssh_take_string(&rest, &payload);
    bool is_dsa = is_whole && starts_with(type, "dl-modp{sign{dsa");
    bool is_rsa = is_whole && starts_with(type, "if-modn{sign{rsa");
    if (is_dsa || is_rsa) {
        artifact.encoding = "ssh2";
        artifact.key.algorithm = is_dsa ? "DSA" : "RSA";
        artifact.locked = !span_equal(cipher, span_text("none"));
        artifact.lock = artifact.locked ? "3des-cbc, MD5, 1 round" : "";
    }
    if ((is_dsa || is_rsa) &&
        (artifact.locked || take_private(payload, is_dsa, &artifact.key, &arena))) {
        report_key(examiner, at, &artifact, bytes);
    } else {
        examiner_problem(examiner, at, "decode", "malformed",
                         "the block \"SSH2 ENCRYPTED PRIVATE KEY\" holds no readable key");
    }
    arena_release(&arena);
}

static bool is_private(const struct blob *blob) {
    return strcmp(blob->label, private_labels[0]) == 0 ||
           strcmp(blob->label, private_labels[1]) == 0;
}

static bool ssh2_accepts(const struct blob *blob) {
    return strcmp(blob->label, public_label) == 0 || is_private(blob);
}

static bool ssh2_decode(const struct blob *blob, struct examiner *examiner) {
    if (is_private(blob)) {
        examine_private(blob, examiner, blob->bytes);
    } else {
        examine_public(blob, examiner, blob->bytes);
    }
    return true;
}

const struct decoder ssh2_public_decoder = {
    .name = "ssh2_public",
    .accepts = ssh2_accepts,
    .decode = ssh2_decode,
};
