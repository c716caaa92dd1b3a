#include "decoders/document.h"

#include <limits.h>

#include <openssl/x509.h>

#include "decoders/asn1.h"
#include "decoders/facts.h"
#include "decoders/loading.h"
#include "decoders/name.h"
#include "decoders/name_mend.h"

static const char malformed_name[] = "malformed-name";

bool document_is(enum structure structure) {
    return structure == STRUCTURE_CERTIFICATE || structure == STRUCTURE_REQUEST ||
           structure == STRUCTURE_CRL;
}

bool document_name_is_malformed(const struct artifact *artifact) {
    return strstr(artifact->certificate.faults, malformed_name) != NULL;
}

/* What the mended copy does not tell, or tells wrongly. */
static void correct_facts(const X509_NAME *subject, const X509_NAME *issuer,
                          struct certificate_facts *facts, struct arena *arena,
                          const struct limits *limits) {
    struct buffer faults = {0};
    facts->subject = subject ? name_bytes_text(subject, limits->name_bytes, arena) : "";
    facts->issuer = issuer ? name_bytes_text(issuer, limits->name_bytes, arena) : "";
    facts->name_hash = facts->name_hash_old = "";
    buffer_format(&faults, "%s%s%s", facts->faults, facts->faults[0] ? "; " : "", malformed_name);
    facts->faults = arena_text(arena, faults.bytes, faults.length);
    buffer_release(&faults);
}

static bool certificate_facts(struct span element, struct span mended, struct artifact *artifact,
                              struct arena *arena, const struct limits *limits) {
    X509 *certificate = load_certificate(mended.length ? mended : element);
    if (certificate) {
        facts_of_certificate(certificate, element, artifact, arena, limits);
    }
    if (certificate && mended.length) {
        correct_facts(X509_get_subject_name(certificate), X509_get_issuer_name(certificate),
                      &artifact->certificate, arena, limits);
    }
    X509_free(certificate);
    return certificate != NULL;
}

static bool request_facts(struct span element, struct span mended, struct artifact *artifact,
                          struct arena *arena, const struct limits *limits) {
    X509_REQ *request = load_request(mended.length ? mended : element);
    if (request) {
        facts_of_request(request, artifact, arena, limits);
    }
    if (request && mended.length) {
        correct_facts(X509_REQ_get_subject_name(request), NULL, &artifact->certificate, arena,
                      limits);
    }
    X509_REQ_free(request);
    return request != NULL;
}

static bool list_facts(struct span element, struct span mended, struct artifact *artifact,
                       struct arena *arena, const struct limits *limits) {
    const unsigned char *bytes = mended.length ? mended.bytes : element.bytes;
    X509_CRL *list = d2i_X509_CRL(NULL, &bytes, (long)element.length);
    if (list) {
        facts_of_crl(list, artifact, arena, limits);
    }
    if (list && mended.length) {
        correct_facts(NULL, X509_CRL_get_issuer(list), &artifact->certificate, arena, limits);
    }
    X509_CRL_free(list);
    return list != NULL;
}

static bool facts_of(struct span element, struct span mended, enum structure structure,
                     struct artifact *artifact, struct arena *arena, const struct limits *limits) {
    switch (structure) {
    case STRUCTURE_CERTIFICATE:
        return certificate_facts(element, mended, artifact, arena, limits);
    case STRUCTURE_REQUEST:
        return request_facts(element, mended, artifact, arena, limits);
    case STRUCTURE_CRL:
        return list_facts(element, mended, artifact, arena, limits);
    default:
        return false;
    }
}

bool document_facts(struct span element, enum structure structure, struct artifact *artifact,
                    struct arena *arena, const struct limits *limits) {
    if (facts_of(element, (struct span){0}, structure, artifact, arena, limits)) {
        return true;
    }
    struct buffer copy = {0};
    bool read = document_is(structure) && name_mend(element, &copy) &&
                facts_of(element, buffer_span(&copy), structure, artifact, arena, limits);
    buffer_release(&copy);
    return read;
}
