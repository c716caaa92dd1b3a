#include "decoders/revocation_facts.h"

#include <openssl/x509v3.h>

#include "base/digest.h"
#include "base/text.h"
#include "decoders/name.h"

enum {
    POINTS_MOST = 64, /* names; with more, a list is taken for one of another scope */
    NAME_BYTES = 8,   /* of the digest of a name */
    NAME_TEXT = 128,  /* bytes of the text of an object identifier */
};

static void append_item(struct buffer *list, const char *code, const char *detail) {
    buffer_format(list, "%s%s%s%s", list->length ? "; " : "", code, *detail ? " " : "", detail);
}

static void append_point(struct buffer *out, GENERAL_NAME *name, const char *first,
                         unsigned *count) {
    uint8_t *der = NULL;
    uint8_t digest[SHA256_BYTES];
    int length = *count < POINTS_MOST ? i2d_GENERAL_NAME(name, &der) : 0;
    if (length > 0 && digest_sha256(span_of(der, (size_t)length), digest)) {
        buffer_append_text(out, *count ? "," : first);
        text_hex(out, span_of(digest, NAME_BYTES));
        (*count)++;
    }
    OPENSSL_free(der);
}

/* A relative name is completed with that of the issuer. */
static void append_points(struct buffer *out, DIST_POINT_NAME *point, const X509_NAME *issuer,
                          const char *first, unsigned *count) {
    if (point && point->type == 0) {
        for (int i = 0; i < sk_GENERAL_NAME_num(point->name.fullname); i++) {
            append_point(out, sk_GENERAL_NAME_value(point->name.fullname, i), first, count);
        }
    } else if (point && DIST_POINT_set_dpname(point, (X509_NAME *)issuer) && point->dpname) {
        GENERAL_NAME whole = {.type = GEN_DIRNAME, .d.directoryName = point->dpname};
        append_point(out, &whole, first, count);
    }
}

/* The first name that can be an issuer's; NULL where there is none. */
static GENERAL_NAME *directory_name(const GENERAL_NAMES *names) {
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (sk_GENERAL_NAME_value(names, i)->type == GEN_DIRNAME) {
            return sk_GENERAL_NAME_value(names, i);
        }
    }
    return NULL;
}

/* A point that another issuer's list is for; without a name of its own it has that issuer's. */
static void append_foreign_point(struct buffer *out, DIST_POINT *point, unsigned *count) {
    uint8_t digest[SHA256_BYTES];
    unsigned points = 0;
    GENERAL_NAME *issuer = directory_name(point->CRLissuer);
    if (!issuer || !name_digest(issuer->d.directoryName, digest) || *count >= POINTS_MOST) {
        return;
    }
    buffer_append_text(out, *count ? ";" : " elsewhere:");
    text_hex(out, span_of(digest, NAME_BYTES));
    (*count)++;
    if (point->distpoint) {
        append_points(out, point->distpoint, issuer->d.directoryName, ":", &points);
    } else {
        append_point(out, issuer, ":", &points);
    }
}

void revocation_points_of(X509 *certificate, struct buffer *out) {
    unsigned own = 0, foreign = 0;
    const X509_NAME *issuer = X509_get_issuer_name(certificate);
    CRL_DIST_POINTS *points =
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (!point->CRLissuer) {
            append_points(out, point->distpoint, issuer, " points:", &own);
        }
    }
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (point->CRLissuer) {
            append_foreign_point(out, point, &foreign);
        }
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
        buffer_append_text(&out, point->indirectCRL > 0 ? " indirect" : "");
        append_reasons(&out, point->onlysomereasons);
        append_points(&out, point->distpoint, issuer, " points:", &count);
    }
    return keep_text(&out, arena);
}

static void judge_extensions(const X509_CRL *crl, struct buffer *faults) {
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
        X509_EXTENSION *extension = X509_CRL_get_ext(crl, i);
        const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
        int type = OBJ_obj2nid(object);
        char name[NAME_TEXT] = "?";
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

/* From here on entries are of this issuer's certificates (RFC 5280 section 5.3.3). What is no name
 * of an issuer has the digest of none. */
static void append_issuer(struct buffer *revoked, const GENERAL_NAMES *names) {
    uint8_t digest[SHA256_BYTES] = {0};
    const GENERAL_NAME *issuer = directory_name(names);
    if (issuer && !name_digest(issuer->d.directoryName, digest)) {
        revoked->failed = true;
    }
    buffer_append_byte(revoked, 0);
    buffer_append(revoked, digest, sizeof digest);
}

/* Has the entry a critical extension that nobody here knows? That makes the whole list useless. */
static bool is_strange(const X509_REVOKED *entry, char name[NAME_TEXT]) {
    for (int i = 0; i < X509_REVOKED_get_ext_count(entry); i++) {
        X509_EXTENSION *extension = X509_REVOKED_get_ext(entry, i);
        const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
        int type = OBJ_obj2nid(object);
        if (X509_EXTENSION_get_critical(extension) && type != NID_crl_reason &&
            type != NID_invalidity_date && type != NID_certificate_issuer) {
            return OBJ_obj2txt(name, NAME_TEXT, object, 1) > 0;
        }
    }
    return false;
}

static void append_entry(struct buffer *revoked, const X509_REVOKED *entry) {
    if (X509_REVOKED_get_ext_by_NID(entry, NID_certificate_issuer, -1) >= 0) {
        GENERAL_NAMES *issuer = X509_REVOKED_get_ext_d2i(entry, NID_certificate_issuer, NULL, NULL);
        append_issuer(revoked, issuer);
        GENERAL_NAMES_free(issuer);
    }
    const ASN1_INTEGER *serial = X509_REVOKED_get0_serialNumber(entry);
    int length = ASN1_STRING_length(serial);
    if (length < 1 || length > 255) {
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
    char name[NAME_TEXT];
    bool strange = false;
    judge_extensions(crl, &faults);
    if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) {
        append_item(&faults, "delta-crl", "");
    }
    if (X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1) < 0) {
        append_item(&deviations, "crl-number-missing", "");
    }
    ISSUING_DIST_POINT *point =
        X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, NULL, NULL);
    if (point && point->onlysomereasons) {
        append_item(&deviations, "only-some-reasons", "");
    }
    facts->is_ca = false;
    facts->policy = scope_text(point, X509_CRL_get_issuer(crl), arena);
    ISSUING_DIST_POINT_free(point);
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        append_entry(&revoked, entry);
        if (!strange && is_strange(entry, name)) {
            append_item(&faults, "unknown-critical-extension", name);
            strange = true;
        }
    }
    facts->revoked = arena_span(arena, buffer_span(&revoked));
    if (revoked.failed) {
        append_item(&faults, "unread", "");
    }
    buffer_release(&revoked);
    facts->faults = keep_text(&faults, arena);
    facts->deviations = keep_text(&deviations, arena);
}
