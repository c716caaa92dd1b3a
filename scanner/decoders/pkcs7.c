/* PKCS#7 and CMS signed-data (RFC 2315, RFC 5652), in BER or DER: the certificates and revocation
 * lists beside the signatures, and what was signed. Signatures are not looked at. Other content
 * types keep nothing for us. Netscape's certificate sequence has the same frame. */
#include <stdio.h>

#include "decoders/ber.h"
#include "decoders/decoder.h"
#include "decoders/structure.h"

static const uint8_t pkcs7_types[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7};
static const uint8_t netscape_sequence[] = {0x60, 0x86, 0x48, 0x01, 0x86, 0xF8, 0x42, 2, 5};

enum { SIGNED_DATA = 2, SIGNED_AND_ENVELOPED_DATA = 4 };

static bool has_label(const struct blob *blob) {
    static const char *const labels[] = {"PKCS7", "CMS", "PKCS #7 SIGNED DATA",
                                         "CERTIFICATE CHAIN"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(blob->label, labels[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* SEQUENCE { OID pkcs7-..., [0] */
static bool pkcs7_accepts(const struct blob *blob) {
    struct span head = blob->bytes;
    if (has_label(blob)) {
        enum structure structure = structure_of(head);
        return structure == STRUCTURE_UNKNOWN || structure == STRUCTURE_PKCS7;
    }
    if (head.length < 2 || head.bytes[0] != TAG_SEQUENCE) {
        return false;
    }
    uint8_t length = head.bytes[1];
    struct span rest =
        span_from(head, 2 + (size_t)(length > 0x80 && length <= 0x88 ? length & 0x7F : 0));
    if (rest.length < 13 || rest.bytes[0] != TAG_OID || rest.bytes[1] != 9) {
        return false;
    }
    struct span type = span_part(rest, 2, 9);
    return rest.bytes[11] == TAG_CONTEXT_0 &&
           (span_starts_with(type, pkcs7_types, sizeof pkcs7_types) ||
            span_equal(type, span_of(netscape_sequence, sizeof netscape_sequence)));
}

struct bundle {
    const struct blob *blob;
    struct examiner *examiner;
    uint64_t entries;
    bool malformed;
    bool over_limit;
};

static void pass_on(const struct bundle *bundle, const char *element, const char *label,
                    struct span bytes, struct span whole) {
    bool inside = bytes.bytes >= whole.bytes && bytes.bytes < whole.bytes + whole.length;
    examiner_child(bundle->examiner, bundle->blob,
                   &(struct child){.element = element,
                                   .name = "",
                                   .label = label,
                                   .encoding = "pkcs7",
                                   .position = inside ? (uint64_t)(bytes.bytes - whole.bytes) : 0,
                                   .bytes = bytes});
}

/* Plain certificates and lists; attribute certificates and other choices are tagged. */
static void examine_set(struct bundle *bundle, struct span set, const char *word,
                        const char *label) {
    struct asn1_element element;
    char place[40];
    for (uint64_t number = 1; set.length && !bundle->over_limit; number++) {
        if (!ber_next(&set, &element)) {
            bundle->malformed = true;
            return;
        }
        if (++bundle->entries > examiner_limits(bundle->examiner)->store_entries) {
            bundle->over_limit = true;
        } else if (element.tag == TAG_SEQUENCE) {
            snprintf(place, sizeof place, "%s %llu", word, (unsigned long long)number);
            pass_on(bundle, place, label, element.whole, bundle->blob->bytes);
        }
    }
}

/* EncapsulatedContentInfo: type, [0] EXPLICIT content. A signed file may itself hold certificates.
 */
static void examine_content(struct bundle *bundle, struct span info) {
    struct asn1_element type, tagged, string;
    struct buffer joined = {.limit = examiner_limits(bundle->examiner)->member_bytes};
    struct span octets = {0};
    if (ber_expect(&info, TAG_OID, &type) && ber_expect(&info, TAG_CONTEXT_0, &tagged) &&
        ber_next(&tagged.content, &string) && (string.tag & 0xDF) == TAG_OCTET_STRING &&
        ber_octets(&string, &joined, &octets) && octets.length) {
        pass_on(bundle, "content", "", octets, bundle->blob->bytes);
    }
    buffer_wipe(&joined);
}

/* SignedData: version, SET digestAlgorithms, EncapsulatedContentInfo, [0] certificates, [1] crls,
 * SET signerInfos; SignedAndEnvelopedData has the same tags at its own level. */
static void examine_signed(struct bundle *bundle, struct span tagged) {
    struct asn1_element outer, element;
    if (!ber_expect(&tagged, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_INTEGER, &element)) {
        bundle->malformed = true;
        return;
    }
    while (outer.content.length && !bundle->malformed) {
        if (!ber_next(&outer.content, &element)) {
            bundle->malformed = true;
        } else if (element.tag == TAG_CONTEXT_0) {
            examine_set(bundle, element.content, "certificate", "CERTIFICATE");
        } else if (element.tag == TAG_CONTEXT_1) {
            examine_set(bundle, element.content, "crl", "X509 CRL");
        } else if (element.tag == TAG_SEQUENCE) {
            examine_content(bundle, element.content);
        }
    }
}

static void examine_typed(struct bundle *bundle, const struct asn1_element *type,
                          struct span tagged) {
    struct asn1_element certificates;
    struct span oid = type->content;
    size_t head = sizeof pkcs7_types;
    if (span_equal(oid, span_of(netscape_sequence, sizeof netscape_sequence))) {
        if (ber_expect(&tagged, TAG_SEQUENCE, &certificates)) {
            examine_set(bundle, certificates.content, "certificate", "CERTIFICATE");
        } else {
            bundle->malformed = true;
        }
    } else if (oid.length == head + 1 && span_starts_with(oid, pkcs7_types, head) &&
               (oid.bytes[head] == SIGNED_DATA || oid.bytes[head] == SIGNED_AND_ENVELOPED_DATA)) {
        examine_signed(bundle, tagged);
    }
}

static bool pkcs7_decode(const struct blob *blob, struct examiner *examiner) {
    struct bundle bundle = {.blob = blob, .examiner = examiner};
    struct asn1_element outer, type, tagged;
    struct span rest = blob->bytes;
    examiner_recognised(examiner);
    if (ber_expect(&rest, TAG_SEQUENCE, &outer) && ber_expect(&outer.content, TAG_OID, &type) &&
        ber_expect(&outer.content, TAG_CONTEXT_0, &tagged)) {
        examine_typed(&bundle, &type, tagged.content);
    } else {
        bundle.malformed = true;
    }
    if (bundle.over_limit) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more entries than the limit store-entries allows; the rest is unread");
    } else if (bundle.malformed) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "PKCS#7 structure that cannot be read%s",
                         bundle.entries ? " to its end" : "");
    }
    return true;
}

const struct decoder pkcs7_decoder = {
    .name = "pkcs7",
    .accepts = pkcs7_accepts,
    .decode = pkcs7_decode,
};
