#include "artifact.h"

const char *artifact_kind_name(enum artifact_kind kind) {
    static const char *const names[KINDS] = {
        [KIND_CERTIFICATE] = "certificate",
        [KIND_PRIVATE_KEY] = "private-key",
        [KIND_PUBLIC_KEY] = "public-key",
        [KIND_REQUEST] = "request",
        [KIND_CRL] = "crl",
        [KIND_KEYSTORE] = "keystore",
    };
    return kind > 0 && kind < KINDS ? names[kind] : "";
}

struct artifact artifact_of(enum artifact_kind kind, const char *structure) {
    return (struct artifact){
        .kind = kind,
        .encoding = "",
        .structure = structure,
        .lock = "",
        .key = {.algorithm = "", .curve = ""},
        .certificate = {.subject = "",
                        .issuer = "",
                        .serial = "",
                        .not_before = "",
                        .not_after = "",
                        .signature_algorithm = "",
                        .signature_digest = "",
                        .extended_key_usage = "",
                        .subject_key_identifier = "",
                        .authority_key_identifier = "",
                        .alternative_names = "",
                        .name_hash = "",
                        .name_hash_old = "",
                        .faults = "",
                        .deviations = "",
                        .policy = ""},
    };
}

static void public_key_exchange(struct exchange *exchange, struct public_key *key) {
    exchange_flag(exchange, &key->known);
    exchange_span(exchange, &key->spki);
    exchange_fixed(exchange, key->spki_sha256, sizeof key->spki_sha256);
    exchange_text(exchange, &key->algorithm);
    exchange_text(exchange, &key->curve);
    exchange_number(exchange, &key->bits);
    exchange_flag(exchange, &key->has_modulus);
    exchange_fixed(exchange, key->modulus_sha1, sizeof key->modulus_sha1);
    exchange_number(exchange, &key->modulus_at);
    exchange_number(exchange, &key->modulus_bytes);
    exchange_number(exchange, &key->exponent_at);
    exchange_number(exchange, &key->exponent_bytes);
}

static void certificate_exchange(struct exchange *exchange, struct certificate_facts *facts) {
    exchange_text(exchange, &facts->subject);
    exchange_text(exchange, &facts->issuer);
    exchange_fixed(exchange, facts->subject_name, sizeof facts->subject_name);
    exchange_fixed(exchange, facts->issuer_name, sizeof facts->issuer_name);
    exchange_text(exchange, &facts->serial);
    exchange_text(exchange, &facts->not_before);
    exchange_text(exchange, &facts->not_after);
    exchange_text(exchange, &facts->signature_algorithm);
    exchange_text(exchange, &facts->signature_digest);
    exchange_number(exchange, &facts->version);
    exchange_flag(exchange, &facts->is_ca);
    exchange_flag(exchange, &facts->is_self_issued);
    exchange_flag(exchange, &facts->is_self_signed);
    exchange_flag(exchange, &facts->is_self_signed_unknown);
    exchange_flag(exchange, &facts->has_path_length);
    exchange_number(exchange, &facts->path_length);
    exchange_flag(exchange, &facts->has_key_usage);
    exchange_number(exchange, &facts->key_usage);
    exchange_flag(exchange, &facts->has_extended_key_usage);
    exchange_text(exchange, &facts->extended_key_usage);
    exchange_text(exchange, &facts->subject_key_identifier);
    exchange_text(exchange, &facts->authority_key_identifier);
    exchange_text(exchange, &facts->alternative_names);
    exchange_text(exchange, &facts->name_hash);
    exchange_text(exchange, &facts->name_hash_old);
    exchange_text(exchange, &facts->faults);
    exchange_text(exchange, &facts->deviations);
    exchange_text(exchange, &facts->policy);
    exchange_span(exchange, &facts->names);
    exchange_span(exchange, &facts->constraints);
    exchange_span(exchange, &facts->revoked);
}

void artifact_exchange(struct exchange *exchange, struct artifact *artifact) {
    uint64_t kind = artifact->kind;
    exchange_number(exchange, &kind);
    exchange->failed |= kind == 0 || kind >= KINDS;
    artifact->kind = (enum artifact_kind)kind;
    exchange_text(exchange, &artifact->encoding);
    exchange_text(exchange, &artifact->structure);
    exchange_fixed(exchange, artifact->identity, sizeof artifact->identity);
    exchange_flag(exchange, &artifact->has_sha256);
    exchange_fixed(exchange, artifact->sha256, sizeof artifact->sha256);
    exchange_span(exchange, &artifact->der);
    public_key_exchange(exchange, &artifact->key);
    certificate_exchange(exchange, &artifact->certificate);
    exchange_flag(exchange, &artifact->locked);
    exchange_text(exchange, &artifact->lock);
}
