/* Keys of programs that know no certificates: OpenVPN's static keys, WireGuard, OpenPGP, GnuPG's
 * store, age, minisign, signify, Tor, SSH protocol 1, and those that PEM labels name: sigstore,
 * Nebula, attribute certificates. They are named where they lie, secret or public, and not judged.
 * Each must have the form that its program writes, not its name alone: what mentions one is
 * silent. */
#include "decoders/other_key_forms.h"

#include <ctype.h>

#include "decoders/key_report.h"

/* A kind: what begins it, and what must follow for it to be one. */
struct kind {
    const char *head;
    const char *name;
    bool is_secret;
    bool (*follows)(struct span text, size_t at); /* at: behind the head */
};

static const struct kind kinds[] = {
    {"BEGIN OpenVPN Static key V1-----", "an OpenVPN static key", true, static_key_follows},
    {"BEGIN OpenVPN tls-crypt-v2 client key-----", "a client's key of OpenVPN's tls-crypt-v2", true,
     base64_line_follows},
    {"BEGIN OpenVPN tls-crypt-v2 server key-----", "a server's key of OpenVPN's tls-crypt-v2", true,
     base64_line_follows},
    {"BEGIN PGP PRIVATE KEY BLOCK-----", "an OpenPGP secret key", true, pgp_secret_follows},
    {"BEGIN PGP SECRET KEY BLOCK-----", "an OpenPGP secret key", true, pgp_secret_follows},
    {"BEGIN PGP PUBLIC KEY BLOCK-----", "an OpenPGP public key", false, pgp_public_follows},
    {"PrivateKey", "a WireGuard private key", true, wireguard_follows},
    {"PresharedKey", "a WireGuard preshared key", true, wireguard_follows},
    {"PublicKey", "a WireGuard public key", false, wireguard_follows},
    {"private-key", "a WireGuard private key", true, wireguard_follows},
    {"preshared-key", "a WireGuard preshared key", true, wireguard_follows},
    {"(11:private-key", "a secret key in GnuPG's own form", true, expression_follows},
    {"(21:protected-private-key", "a secret key in GnuPG's own form, locked", true,
     expression_follows},
    {"(20:shadowed-private-key", "a card's key in GnuPG's own form", false, expression_follows},
    {"Key: (private-key", "a secret key in GnuPG's own form", true, expression_follows},
    {"Key: (protected-private-key", "a secret key in GnuPG's own form, locked", true,
     expression_follows},
    {"Key: (shadowed-private-key", "a card's key in GnuPG's own form", false, expression_follows},
    {"== ed25519v1-secret: type0 ==", "a Tor secret key", true, tor_follows},
    {"SSH PRIVATE KEY FILE FORMAT 1.1", "a private key of SSH protocol 1", true, ssh1_follows},
};

/* Words of Bech32. */
static const struct {
    const char *head;
    const char *name;
    bool is_secret;
} words[] = {
    {"AGE-SECRET-KEY-", "an age secret key", true},
    {"AGE-PLUGIN-", "an age identity of a plugin", true},
    {"age1", "an age public key", false},
};

/* What PEM labels say, where the content is a matter of its program. */
static const struct {
    const char *label;
    const char *name;
    bool is_secret;
} labels[] = {
    {"ATTRIBUTE CERTIFICATE", "an attribute certificate, which has no key", false},
    {"ENCRYPTED COSIGN PRIVATE KEY", "a sigstore secret key, locked", true},
    {"ENCRYPTED SIGSTORE PRIVATE KEY", "a sigstore secret key, locked", true},
    {"NEBULA CERTIFICATE", "a Nebula certificate", false},
    {"NEBULA CERTIFICATE V2", "a Nebula certificate", false},
    {"NEBULA ED25519 PRIVATE KEY", "a Nebula secret key", true},
    {"NEBULA ED25519 ENCRYPTED PRIVATE KEY", "a Nebula secret key, locked", true},
    {"NEBULA ED25519 PUBLIC KEY", "a Nebula public key", false},
    {"NEBULA X25519 PRIVATE KEY", "a Nebula secret key", true},
    {"NEBULA X25519 PUBLIC KEY", "a Nebula public key", false},
};

/* One examination of a text. */
struct search {
    const struct blob *blob;
    struct examiner *examiner;
    uint64_t found;
};

static void observe(struct examiner *examiner, const struct blob *blob, uint64_t line,
                    const char *name, bool is_secret) {
    examiner_recognised(examiner);
    examiner_observe(examiner, blob, is_secret ? "other-secret-key" : "other-public-key", line, 0,
                     "%s", name);
}

/* False where the limit has been reached. */
static bool report(struct search *search, struct text_lines *counter, size_t at, const char *name,
                   bool is_secret) {
    if (search->found++ == examiner_limits(search->examiner)->blocks) {
        examiner_problem(search->examiner, search->blob, "decode", "limit",
                         "more keys of other kinds than the limit blocks allows; the rest is not "
                         "named");
        return false;
    }
    observe(search->examiner, search->blob, text_line_at(counter, search->blob->bytes, at), name,
            is_secret);
    return true;
}

static bool search_kind(struct search *search, const struct kind *kind) {
    struct span text = search->blob->bytes;
    struct text_lines counter = {0};
    size_t length = strlen(kind->head);
    size_t at = text_find(text, 0, kind->head);
    for (; at != SIZE_MAX; at = text_find(text, at + length, kind->head)) {
        if (kind->follows(text, at + length) &&
            !report(search, &counter, at, kind->name, kind->is_secret)) {
            return false;
        }
    }
    return true;
}

static const char untrusted[] = "untrusted comment:";

static bool search_commented(struct search *search) {
    struct span text = search->blob->bytes;
    struct text_lines counter = {0};
    size_t at = text_find(text, 0, untrusted);
    for (; at != SIZE_MAX; at = text_find(text, at + 1, untrusted)) {
        bool is_secret = false;
        const char *name = commented_key(text, at + sizeof untrusted - 1, &is_secret);
        if (name && !report(search, &counter, at, name, is_secret)) {
            return false;
        }
    }
    return true;
}

static bool search_words(struct search *search, size_t number) {
    struct span text = search->blob->bytes;
    struct text_lines counter = {0};
    size_t end = 0;
    for (size_t at = 0; (at = text_find(text, at, words[number].head)) != SIZE_MAX; at = end) {
        if (bech32_at(text, at, &end) &&
            !report(search, &counter, at, words[number].name, words[number].is_secret)) {
            return false;
        }
    }
    return true;
}

static const char keybox[] = "KBXf"; /* at byte 8 (GnuPG, kbx/keybox-blob.c) */

/* What the first bytes of a file tell; NULL where that is nothing. */
static const char *binary_kind(struct span bytes, bool *is_secret) {
    *is_secret = is_secret_ring(bytes);
    return *is_secret                                         ? "an OpenPGP secret key"
           : is_public_ring(bytes)                            ? "an OpenPGP public key"
           : span_starts_with(span_from(bytes, 8), keybox, 4) ? "a store of public keys of GnuPG"
                                                              : NULL;
}

static bool accepts(const struct blob *blob) {
    return blob->bytes.length > 0;
}

static bool decode_labelled(const struct blob *blob, struct examiner *examiner) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].label, blob->label) == 0) {
            observe(examiner, blob, 0, labels[i].name, labels[i].is_secret);
            return true;
        }
    }
    return false;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct search search = {.blob = blob, .examiner = examiner};
    bool is_secret = false;
    if (blob->label[0]) {
        return decode_labelled(blob, examiner);
    }
    const char *binary = binary_kind(blob->bytes, &is_secret);
    if (binary) {
        observe(examiner, blob, 0, binary, is_secret);
    }
    bool goes_on = search_commented(&search);
    for (size_t i = 0; goes_on && i < sizeof words / sizeof *words; i++) {
        goes_on = search_words(&search, i);
    }
    for (size_t i = 0; goes_on && i < sizeof kinds / sizeof *kinds; i++) {
        goes_on = search_kind(&search, &kinds[i]);
    }
    return false;
}

/* A word that programs are full of must have its value behind it and its heading above. */
static bool wireguard_confirms(struct span text, size_t at) {
    while (at < text.length && (isalpha(text.bytes[at]) || text.bytes[at] == '-')) {
        at++;
    }
    return at + OTHER_KEY_BEHIND / 2 > text.length || wireguard_follows(text, at);
}

static bool word_confirms(struct span text, size_t at) {
    size_t end = 0;
    return bech32_at(text, at, &end) || end == text.length;
}

static bool begins_as_binary(const struct blob *blob) {
    bool is_secret = false;
    return binary_kind(blob->bytes, &is_secret) != NULL;
}

#define BECH32 "[ac-hj-np-z02-9]"
static const struct anchor anchors[] = {
    {"BEGIN OpenVPN ", NULL},
    {"BEGIN PGP P", NULL},
    {"BEGIN PGP SECRET", NULL},
    {"untrusted comment:", NULL},
    {"AGE-SECRET-KEY-", NULL},
    {"AGE-PLUGIN-", NULL},
    {"age1" BECH32 BECH32 BECH32 BECH32 BECH32 BECH32 BECH32 BECH32, word_confirms},
    {"PrivateKey[ =\t]", wireguard_confirms},
    {"PresharedKey[ =\t]", wireguard_confirms},
    {"PublicKey[ =\t]", wireguard_confirms},
    {"private-key[ =\t]", wireguard_confirms},
    {"preshared-key[ =\t]", wireguard_confirms},
    {":private-key", NULL},
    {"protected-private-key", NULL},
    {"shadowed-private-key", NULL},
    {"Key: (private-key", NULL},
    {"ed25519v1-secret", NULL},
    {"SSH PRIVATE KEY FILE", NULL},
    {0},
};

const struct decoder other_keys_decoder = {
    .name = "other-keys",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_as_binary,
};
