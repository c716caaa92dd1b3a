/* PKCS#12 (RFC 7292): stores of keys, certificates and revocation lists, in BER or DER. What a
 * passphrase opens is passed on entry by entry; a store that stays shut is one artifact. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "base/arena.h"
#include "decoders/ber.h"
#include "decoders/decoder.h"
#include "decoders/lock.h"
#include "decoders/locked_key.h"
#include "decoders/pkcs12_advice.h"
#include "decoders/pkcs12_bags.h"
#include "decoders/pkcs12_mac.h"
#include "decoders/unlock.h"

static const uint8_t data_type[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1};
static const uint8_t encrypted_type[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 6};
static const uint8_t pkcs7_types[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7};

#define IS_OID(element, oid) span_equal((element).content, span_of((oid), sizeof(oid)))

/* One ContentInfo of the AuthenticatedSafe. */
struct content {
    struct span octets;    /* SafeContents, or its ciphertext */
    struct span algorithm; /* empty: in the clear */
    bool is_locked;        /* still */
    bool is_unknown;       /* of a type that no passphrase opens */
};

struct store {
    const struct blob *blob;
    struct examiner *examiner;
    struct span element;
    struct span safe; /* AuthenticatedSafe, DER or BER */
    struct content *contents;
    size_t content_count;
    bool has_mac;
    struct pkcs12_mac mac;
    struct pkcs12_bags bags;
    const struct span *likely; /* the passphrase that fits; NULL: none is known */
    bool refused;              /* too costly to try */
    bool malformed;
};

/* SEQUENCE { INTEGER 3, SEQUENCE { OID pkcs7-... */
static bool pkcs12_accepts(const struct blob *blob) {
    struct span head = blob->bytes;
    size_t at = 0;
    for (int level = 0; level < 2; level++) {
        if (head.length < at + 2 || head.bytes[at] != TAG_SEQUENCE) {
            return false;
        }
        uint8_t length = head.bytes[at + 1];
        at += 2 + (size_t)(length > 0x80 && length <= 0x88 ? length & 0x7F : 0);
        if (level == 0) {
            if (!span_starts_with(span_from(head, at), "\x02\x01\x03", 3)) {
                return false;
            }
            at += 3;
        }
    }
    struct span rest = span_from(head, at);
    return rest.length > 11 && rest.bytes[0] == TAG_OID && rest.bytes[1] == 9 &&
           span_starts_with(span_from(rest, 2), pkcs7_types, sizeof pkcs7_types);
}

static bool joined_octets(struct store *store, const struct asn1_element *string,
                          struct span *octets) {
    struct buffer *joined = pkcs12_piece(&store->bags);
    return joined && ber_octets(string, joined, octets);
}

/* ContentInfo of type data: [0] EXPLICIT OCTET STRING. */
static bool data_octets(struct store *store, struct span tagged, struct span *octets) {
    struct asn1_element string;
    return ber_next(&tagged, &string) && (string.tag & 0xDF) == TAG_OCTET_STRING &&
           joined_octets(store, &string, octets);
}

/* EncryptedData: version, EncryptedContentInfo { type, algorithm, [0] IMPLICIT OCTET STRING }. */
static bool encrypted_octets(struct store *store, struct span tagged, struct content *content) {
    struct asn1_element outer, version, info, type, algorithm, string;
    if (!ber_expect(&tagged, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_INTEGER, &version) ||
        !ber_expect(&outer.content, TAG_SEQUENCE, &info) ||
        !ber_expect(&info.content, TAG_OID, &type) ||
        !ber_expect(&info.content, TAG_SEQUENCE, &algorithm) || !ber_next(&info.content, &string) ||
        (string.tag & 0xDF) != 0x80) {
        return false;
    }
    content->algorithm = algorithm.whole;
    content->is_locked = true;
    return joined_octets(store, &string, &content->octets);
}

static bool read_content(struct store *store, struct span info, struct content *content) {
    struct asn1_element type, tagged;
    *content = (struct content){0};
    if (!ber_expect(&info, TAG_OID, &type) || !ber_expect(&info, TAG_CONTEXT_0, &tagged)) {
        return false;
    }
    if (IS_OID(type, data_type)) {
        return data_octets(store, tagged.content, &content->octets);
    }
    if (IS_OID(type, encrypted_type)) {
        return encrypted_octets(store, tagged.content, content);
    }
    content->is_locked = content->is_unknown = true;
    return true;
}

/* AuthenticatedSafe: SEQUENCE OF ContentInfo. */
static bool read_contents(struct store *store) {
    struct asn1_element outer, info;
    struct span safe = store->safe;
    uint64_t limit = examiner_limits(store->examiner)->store_entries;
    if (!ber_expect(&safe, TAG_SEQUENCE, &outer)) {
        return false;
    }
    struct span counting = outer.content;
    size_t count = 0;
    while (count < limit && ber_expect(&counting, TAG_SEQUENCE, &info)) {
        count++;
    }
    store->malformed = counting.length > 0;
    store->contents = calloc(count ? count : 1, sizeof *store->contents);
    while (store->contents && count-- && ber_expect(&outer.content, TAG_SEQUENCE, &info)) {
        if (read_content(store, info.content, &store->contents[store->content_count])) {
            store->content_count++;
        } else {
            store->malformed = true;
        }
    }
    return store->contents != NULL;
}

/* PFX: version 3, ContentInfo of type data, MacData OPTIONAL. */
static bool read_store(struct store *store) {
    struct asn1_element outer, version, info, type, tagged;
    struct span rest = store->blob->bytes;
    if (!ber_expect(&rest, TAG_SEQUENCE, &outer)) {
        return false;
    }
    store->element = outer.whole;
    if (!ber_expect(&outer.content, TAG_INTEGER, &version) ||
        !ber_expect(&outer.content, TAG_SEQUENCE, &info) ||
        !ber_expect(&info.content, TAG_OID, &type) || !IS_OID(type, data_type) ||
        !ber_expect(&info.content, TAG_CONTEXT_0, &tagged) ||
        !data_octets(store, tagged.content, &store->safe)) {
        return false;
    }
    store->has_mac = pkcs12_mac_read(outer.content, &store->mac);
    return read_contents(store);
}

/* Charges all that the outside shows before the first attempt: MAC and encrypted contents. Shrouded
 * keys are charged one by one. */
static void charge(struct store *store) {
    struct unlock_cost cost;
    uint64_t rounds = store->has_mac && store->mac.digest ? store->mac.rounds : 0;
    uint64_t memory = 0;
    for (size_t i = 0; i < store->content_count; i++) {
        struct content *content = &store->contents[i];
        if (content->algorithm.length == 0) {
            continue;
        }
        if (unlock_cost(content->algorithm, &cost)) {
            rounds = cost.rounds > UINT64_MAX - rounds ? UINT64_MAX : rounds + cost.rounds;
            memory = cost.memory > memory ? cost.memory : memory;
        } else {
            content->is_unknown = true;
        }
    }
    store->refused =
        rounds && !examiner_charge_derivation(store->examiner, store->blob, rounds, memory);
}

static void recognise_passphrase(struct store *store) {
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(store->examiner, &count);
    for (size_t i = 0; i < count && store->has_mac && !store->refused && !store->likely; i++) {
        if (pkcs12_mac_fits(&store->mac, store->safe, passphrases[i])) {
            store->likely = &passphrases[i];
        }
    }
}

static bool attempt(struct content *content, struct span passphrase, struct buffer *plain) {
    struct asn1_element outer;
    if (!unlock_attempt(content->algorithm, content->octets, passphrase, plain)) {
        return false;
    }
    struct span rest = buffer_span(plain);
    if (!ber_expect(&rest, TAG_SEQUENCE, &outer) || rest.length) {
        buffer_wipe(plain);
        return false;
    }
    content->octets = buffer_span(plain);
    content->is_locked = false;
    return true;
}

static void open_content(struct store *store, struct content *content) {
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(store->examiner, &count);
    struct buffer *plain = pkcs12_piece(&store->bags);
    if (!plain || (store->likely && attempt(content, *store->likely, plain))) {
        return;
    }
    for (size_t i = 0; i < count && content->is_locked; i++) {
        if (&passphrases[i] != store->likely && attempt(content, passphrases[i], plain)) {
            store->likely = store->likely ? store->likely : &passphrases[i];
        }
    }
}

/* Opens what can be opened and collects the bags. True when nothing stays shut. */
static bool open_store(struct store *store) {
    bool opened = true;
    charge(store);
    recognise_passphrase(store);
    for (size_t i = 0; i < store->content_count; i++) {
        struct content *content = &store->contents[i];
        if (content->is_locked && !content->is_unknown && !store->refused) {
            open_content(store, content);
        }
        if (content->is_locked) {
            opened = false;
        } else {
            pkcs12_bags_read(&store->bags, content->octets, content->algorithm);
        }
    }
    return opened;
}

/* The algorithm that stands for the whole: of the first encrypted content. */
static void report_shut(struct store *store) {
    struct arena arena = {0};
    struct buffer lock = {0};
    struct artifact artifact = artifact_of(KIND_KEYSTORE, "PKCS#12");
    for (size_t i = 0; i < store->content_count && lock.length == 0; i++) {
        if (store->contents[i].is_locked) {
            struct span algorithm = store->contents[i].algorithm;
            buffer_append_text(&lock, algorithm.length ? lock_text(algorithm, &arena)
                                                       : "encrypted to a certificate");
        }
    }
    if (store->has_mac) {
        buffer_format(&lock, "; MAC %s, %llu round%s", store->mac.name,
                      (unsigned long long)store->mac.rounds, store->mac.rounds == 1 ? "" : "s");
    } else {
        buffer_append_text(&lock, "; no MAC");
    }
    artifact.encoding = store->blob->encoding;
    artifact.locked = true;
    artifact.lock = buffer_text(&lock);
    artifact.has_sha256 = digest_sha256(store->element, artifact.sha256);
    memcpy(artifact.identity, artifact.sha256, SHA256_BYTES);
    examiner_artifact(store->examiner, store->blob, &artifact);
    buffer_release(&lock);
    arena_release(&arena);
}

/* The friendlyName, or the number of the entry. */
static void name_entry(const struct pkcs12_bag *bag, size_t number, struct buffer *name) {
    if (bag->name.length && bag->name.length <= INT_MAX) {
        char *text = OPENSSL_uni2utf8(bag->name.bytes, (int)bag->name.length);
        buffer_append_text(name, text ? text : "");
        OPENSSL_free(text);
    }
    if (name->length == 0) {
        buffer_format(name, "entry %zu", number);
    }
}

/* DER of the certificate that shares the key's localKeyId. */
static struct span certificate_of(const struct pkcs12_bags *bags, const struct pkcs12_bag *key) {
    size_t looked_at = bags->count < 1000 ? bags->count : 1000;
    for (size_t i = 0; key->key_id.length && i < looked_at; i++) {
        const struct pkcs12_bag *bag = &bags->items[i];
        if (bag->type == BAG_CERTIFICATE && span_equal(bag->key_id, key->key_id)) {
            return bag->value;
        }
    }
    return (struct span){0};
}

/* A key under a lock of its own, or plain in a content that was locked as a whole. */
static void report_key(struct store *store, const struct pkcs12_bag *bag, const char *name,
                       uint64_t position, bool blamed) {
    struct buffer trail = {0};
    struct arena arena = {0};
    struct blob place = entry_place(store->blob, name, "pkcs12", position,
                                    examiner_limits(store->examiner), &trail);
    struct locked_key key = {.element = bag->value,
                             .certificate = certificate_of(&store->bags, bag),
                             .likely = store->likely,
                             .blamed = blamed};
    bool reported =
        bag->type == BAG_KEY
            ? opened_key_report(bag->value, lock_text(bag->lock, &arena), store->examiner, &place)
            : locked_key_report(&key, store->examiner, &place);
    if (!reported) {
        examiner_problem(store->examiner, &place, "decode", "malformed",
                         "a key entry holds no readable private key");
    }
    arena_release(&arena);
    buffer_release(&trail);
}

/* Order in the store stands for the position: the bytes of a decrypted part have none. */
static void report_entry(struct store *store, size_t index, bool blamed) {
    static const char *const labels[] = {
        [BAG_KEY] = "PRIVATE KEY", [BAG_CERTIFICATE] = "CERTIFICATE", [BAG_CRL] = "X509 CRL"};
    const struct pkcs12_bag *bag = &store->bags.items[index];
    struct buffer name = {0};
    name_entry(bag, index + 1, &name);
    bool is_locked_key = bag->type == BAG_SHROUDED_KEY || (bag->type == BAG_KEY && bag->was_locked);
    if (is_locked_key) {
        report_key(store, bag, buffer_text(&name), index + 1, blamed);
    } else if (bag->type == BAG_SECRET) {
        examiner_recognised(store->examiner);
    } else {
        examiner_child(store->examiner, store->blob,
                       &(struct child){.element = buffer_text(&name),
                                       .name = "",
                                       .label = labels[bag->type],
                                       .encoding = "pkcs12",
                                       .position = index + 1,
                                       .bytes = bag->value});
    }
    buffer_release(&name);
}

static unsigned ages_of(const struct store *store) {
    unsigned ages = 0;
    struct asn1_element outer, algorithm;
    for (size_t i = 0; i < store->content_count; i++) {
        ages |= pkcs12_age(store->contents[i].algorithm);
    }
    for (size_t i = 0; i < store->bags.count; i++) {
        struct span rest = store->bags.items[i].value;
        if (store->bags.items[i].type == BAG_SHROUDED_KEY &&
            ber_expect(&rest, TAG_SEQUENCE, &outer) && ber_next(&outer.content, &algorithm)) {
            ages |= pkcs12_age(algorithm.whole);
        }
    }
    return ages;
}

/* A shut store speaks for its keys; certificates that lie in it unencrypted are listed all the
 * same. */
static void report_entries(struct store *store, bool opened, bool blamed) {
    for (size_t i = 0; i < store->bags.count; i++) {
        if (opened || store->bags.items[i].type != BAG_SHROUDED_KEY) {
            report_entry(store, i, blamed);
        }
    }
    if (store->bags.over_limit) {
        examiner_problem(store->examiner, store->blob, "decode", "limit",
                         "more entries than the limit store-entries allows; the rest is unread");
    } else if (store->malformed || store->bags.malformed || store->bags.failed) {
        examiner_problem(store->examiner, store->blob, "decode", "malformed",
                         "parts of the PKCS#12 store cannot be read");
    }
}

/* Of a store in which nothing is locked a passphrase would only vouch for the MAC. */
static bool locks_anything(const struct store *store) {
    for (size_t i = 0; i < store->content_count; i++) {
        if (store->contents[i].is_unknown || store->contents[i].algorithm.length) {
            return true;
        }
    }
    for (size_t i = 0; i < store->bags.count; i++) {
        if (store->bags.items[i].type == BAG_SHROUDED_KEY) {
            return true;
        }
    }
    return false;
}

static void report_store(struct store *store) {
    bool opened = open_store(store);
    bool mac_wrong = store->has_mac && store->mac.digest && !store->likely && !store->refused;
    bool blamed = (mac_wrong && locks_anything(store)) || (!opened && !store->refused);
    if (!opened) {
        report_shut(store);
    } else if (store->bags.count == 0) {
        examiner_recognised(store->examiner);
    }
    if (blamed) {
        unlock_blame(store->examiner, store->blob, "store");
    }
    report_entries(store, opened, blamed);
    pkcs12_advise_algorithms(store->examiner, store->blob, ages_of(store),
                             store->has_mac ? &store->mac : NULL);
    if (opened) {
        pkcs12_advise_contents(store->examiner, store->blob, &store->bags);
    }
}

static bool pkcs12_decode(const struct blob *blob, struct examiner *examiner) {
    const struct limits *limits = examiner_limits(examiner);
    struct store store = {
        .blob = blob, .examiner = examiner, .bags = {.limit = limits->store_entries}};
    if (blob->bytes.length > limits->crl_bytes) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "PKCS#12 store of %zu bytes, above the limit crl-bytes",
                         blob->bytes.length);
    } else if (!read_store(&store)) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "PKCS#12 store that cannot be read");
    } else {
        report_store(&store);
    }
    pkcs12_bags_release(&store.bags);
    free(store.contents);
    ERR_clear_error();
    return true;
}

const struct decoder pkcs12_decoder = {
    .name = "pkcs12",
    .accepts = pkcs12_accepts,
    .decode = pkcs12_decode,
};
