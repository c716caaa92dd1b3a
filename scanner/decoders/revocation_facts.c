#include "decoders/revocation_facts.h"

#include <openssl/x509v3.h>

#include "base/digest.h"
#include "base/text.h"

enum { POINTS_MOST = 64 }; /* names; with more, a list is taken for one of another scope */

static void append_item(struct buffer *list, const char *code, const char *detail) {
    buffer_format(list, "%s%s%s%s", list->length ? "; " : "", code, *detail ? " " : "", detail);
}

static void append_point(struct buffer *out, GENERAL_NAME *name, unsigned *count) {
    uint8_t *der = NULL;
    uint8_t digest[SHA256_BYTES];
    int length = *count < POINTS_MOST ? i2d_GENERAL_NAME(name, &der) : 0;
    if (length > 0 && digest_sha256(span_of(der, (size_t)length), digest)) {
        buffer_append_text(out, *count ? "," : " points:");
        text_hex(out, span_of(digest, 8));
        (*count)++;
    }
    OPENSSL_free(der);
}

/* A relative name is completed with that of the issuer. */
static void append_points(struct buffer *out, DIST_POINT_NAME *point, const X509_NAME *issuer,
                          unsigned *count) {
    if (point && point->type == 0) {
        for (int i = 0; i < sk_GENERAL_NAME_num(point->name.fullname); i++) {
            append_point(out, sk_GENERAL_NAME_value(point->name.fullname, i), count);
        }
    } else if (point && DIST_POINT_set_dpname(point, (X509_NAME *)issuer) && point->dpname) {
        GENERAL_NAME whole = {.type = GEN_DIRNAME, .d.directoryName = point->dpname};
        append_point(out, &whole, count);
    }
}

void revocation_points_of(X509 *certificate, struct buffer *out) {
    unsigned count = 0;
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        DIST_POINT *point = sk_DIST_POINT_value(points, i);
        const X509_NAME *issuer = X509_get_issuer_name(certificate);
        if (point->CRLissuer && sk_GENERAL_NAME_num(point->CRLissuer) > 0) {
            const GENERAL_NAME *name = sk_GENERAL_NAME_value(point->CRLissuer, 0);
            issuer = name->type == GEN_DIRNAME ? name->d.directoryName : issuer;
        }
        append_points(out, point->distpoint, issuer, &count);
    }
    CRL_DIST_POINTS_free(points);
}

static void append_reasons(struct buffer *out, const ASN1_BIT_STRING *reasons) {
    enum { LAST_REASON = 8 };
    unsigned mask = 0;
    for (int bit = 1; reasons && bit <= LAST_REASON; bit++) {
        mask |= ASN1_BIT_STRING_get_bit(reasons, bit) ? 1U << bit : 0;
    }
    if (reasons) {
        buffer_format(out, " reasons:%x", mask);
    }
}

static const char *keep_text(struct buffer *text, struct arena *arena) {
    const char *words = buffer_text(text);
    const char *kept = arena_text(arena, words, strlen(words));
    buffer_release(text);
    return kept;
}

static const char *scope_text(ISSUING_DIST_POINT *point, const X509_NAME *issuer,
                              struct arena *arena) {
    struct buffer out = {0};
    unsigned count = 0;
    if (point) {
        buffer_append_text(&out, point->onlyuser > 0   ? "only-user"
                                 : point->onlyCA > 0   ? "only-ca"
                                 : point->onlyattr > 0 ? "only-attribute"
                                                       : "");
        append_reasons(&out, point->onlysomereasons);
        append_points(&out, point->distpoint, issuer, &count);
    }
    return keep_text(&out, arena);
}

static void judge_extensions(const X509_CRL *crl, struct buffer *faults) {
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
        X509_EXTENSION *extension = X509_CRL_get_ext(crl, i);
        const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
        int type = OBJ_obj2nid(object);
        char name[128] = "?";
        bool known = type == NID_crl_number || type == NID_authority_key_identifier ||
                     type == NID_issuer_alt_name || type == NID_freshest_crl;
        if (type != NID_delta_crl && type != NID_issuing_distribution_point &&
            X509_EXTENSION_get_critical(extension)) {
            if (type != NID_undef) {
                snprintf(name, sizeof name, "%s", OBJ_nid2sn(type));
            } else {
                OBJ_obj2txt(name, sizeof name, object, 1);
            }
            append_item(faults, known ? "critical-extension" : "unknown-critical-extension", name);
        }
    }
}

static void append_entry(struct buffer *revoked, const X509_REVOKED *entry) {
    const ASN1_INTEGER *serial = X509_REVOKED_get0_serialNumber(entry);
    int length = ASN1_STRING_length(serial);
    if (length > 255) {
        return; /* no certificate that was read has such a serial number */
    }
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
    buffer_append_byte(revoked, (uint8_t)length);
    buffer_append(revoked, ASN1_STRING_get0_data(serial), (size_t)length);
    buffer_append_byte(revoked, reason ? (uint8_t)ASN1_ENUMERATED_get(reason) : 0);
    ASN1_ENUMERATED_free(reason);
}

void revocation_facts_of_crl(X509_CRL *crl, struct certificate_facts *facts, struct arena *arena) {
    struct buffer faults = {0}, deviations = {0}, revoked = {0};
    judge_extensions(crl, &faults);
    if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) {
        append_item(&faults, "delta-crl", "");
    }
    if (X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1) < 0) {
        append_item(&deviations, "crl-number-missing", "");
    }
    ISSUING_DIST_POINT *point =
        X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, NULL, NULL);
    if (point && point->indirectCRL > 0) {
        append_item(&faults, "indirect-crl", "");
    }
    if (point && point->onlysomereasons) {
        append_item(&deviations, "only-some-reasons", "");
    }
    facts->is_ca = false;
    facts->policy = scope_text(point, X509_CRL_get_issuer(crl), arena);
    ISSUING_DIST_POINT_free(point);
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
        append_entry(&revoked, sk_X509_REVOKED_value(entries, i));
    }
    facts->revoked = arena_span(arena, buffer_span(&revoked));
    if (revoked.failed) {
        append_item(&faults, "unread", "");
    }
    buffer_release(&revoked);
    facts->faults = keep_text(&faults, arena);
    facts->deviations = keep_text(&deviations, arena);
}
