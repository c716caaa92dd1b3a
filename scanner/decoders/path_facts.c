#include "decoders/path_facts.h"

#include <arpa/inet.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "decoders/asn1.h"
#include "decoders/revocation_facts.h"

/* Two lists under construction. */
struct verdicts {
    struct buffer faults;
    struct buffer deviations;
};

static void append_item(struct buffer *list, const char *code, const char *detail) {
    buffer_format(list, "%s%s%s%s", list->length ? "; " : "", code, *detail ? " " : "", detail);
}

static void fault(struct verdicts *verdicts, const char *code, const char *detail) {
    append_item(&verdicts->faults, code, detail);
}

static void deviation(struct verdicts *verdicts, const char *code) {
    append_item(&verdicts->deviations, code, "");
}

/* Extensions that path validation, or whoever uses the certificate, can process. */
static bool is_known(int type) {
    static const int known[] = {
        NID_basic_constraints,
        NID_key_usage,
        NID_ext_key_usage,
        NID_subject_alt_name,
        NID_issuer_alt_name,
        NID_name_constraints,
        NID_certificate_policies,
        NID_policy_mappings,
        NID_policy_constraints,
        NID_inhibit_any_policy,
        NID_crl_distribution_points,
        NID_freshest_crl,
        NID_info_access,
        NID_sinfo_access,
        NID_subject_key_identifier,
        NID_authority_key_identifier,
        NID_tlsfeature,
        NID_netscape_cert_type,
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i] == type) {
            return true;
        }
    }
    return false;
}

static void extension_name(X509_EXTENSION *extension, char name[128]) {
    const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
    int type = OBJ_obj2nid(object);
    if (type != NID_undef) {
        snprintf(name, 128, "%s", OBJ_nid2sn(type));
    } else if (OBJ_obj2txt(name, 128, object, 1) <= 0) {
        snprintf(name, 128, "?");
    }
}

/* Exactly one DER element, and of the extension's own type. */
static bool is_well_formed(X509_EXTENSION *extension) {
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(extension);
    struct span rest = span_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
    struct asn1_element element;
    if (!asn1_next(&rest, &element) || rest.length > 0) {
        return false;
    }
    int type = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    const X509V3_EXT_METHOD *method = X509V3_EXT_get(extension);
    void *parsed = X509V3_EXT_d2i(extension);
    bool whole = parsed != NULL;
    if (whole && (type == NID_ext_key_usage || type == NID_subject_alt_name)) {
        whole = sk_ASN1_OBJECT_num(parsed) > 0; /* SIZE (1..MAX); every stack counts alike */
    }
    if (parsed && method && method->it) {
        ASN1_item_free(parsed, ASN1_ITEM_ptr(method->it));
    } else if (parsed && method && method->ext_free) {
        method->ext_free(parsed);
    }
    return whole;
}

static void judge_extension(X509 *certificate, int at, struct verdicts *verdicts) {
    X509_EXTENSION *extension = X509_get_ext(certificate, at);
    const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
    int type = OBJ_obj2nid(object);
    char name[128];
    extension_name(extension, name);
    if (X509_get_ext_by_OBJ(certificate, object, -1) != at) {
        fault(verdicts, "duplicate-extension", name);
    }
    if (!is_known(type)) {
        char dotted[128] = "?";
        OBJ_obj2txt(dotted, sizeof dotted, object, 1);
        if (X509_EXTENSION_get_critical(extension)) {
            fault(verdicts, "unknown-critical-extension", dotted);
        }
    } else if (!is_well_formed(extension)) {
        fault(verdicts, "malformed-extension", name);
    }
}

/* What RFC 5280 says of the critical bit of the extensions it defines. */
static void judge_criticality(X509 *certificate, struct verdicts *verdicts) {
    static const struct {
        int type;
        bool critical;
        const char *code;
    } rules[] = {
        {NID_authority_key_identifier, false, "aki-critical"},
        {NID_subject_key_identifier, false, "ski-critical"},
        {NID_info_access, false, "aia-critical"},
        {NID_sinfo_access, false, "sia-critical"},
        {NID_freshest_crl, false, "freshest-crl-critical"},
        {NID_name_constraints, true, "name-constraints-not-critical"},
        {NID_policy_constraints, true, "policy-constraints-not-critical"},
        {NID_inhibit_any_policy, true, "inhibit-any-policy-not-critical"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        int at = X509_get_ext_by_NID(certificate, rules[i].type, -1);
        if (at >= 0 && (X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) != 0) !=
                           rules[i].critical) {
            deviation(verdicts, rules[i].code);
        }
    }
}

/* A host may stand there, but neither a wildcard nor, other than in a URI's, a leading dot. */
static bool has_odd_host(const STACK_OF(GENERAL_SUBTREE) * subtrees) {
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
        const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value(subtrees, i)->base;
        if (base->type == GEN_DNS) {
            const uint8_t *bytes = ASN1_STRING_get0_data(base->d.ia5);
            int length = ASN1_STRING_length(base->d.ia5);
            if (length > 0 && (bytes[0] == '.' || memchr(bytes, '*', (size_t)length))) {
                return true;
            }
        }
    }
    return false;
}

static void judge_authority(X509 *certificate, const struct certificate_facts *facts,
                            struct verdicts *verdicts) {
    int critical = -1;
    BASIC_CONSTRAINTS *basic =
        X509_get_ext_d2i(certificate, NID_basic_constraints, &critical, NULL);
    if (basic && basic->ca && critical == 0) {
        deviation(verdicts, "basic-constraints-not-critical");
    }
    if (basic && basic->pathlen && !basic->ca) {
        deviation(verdicts, "path-length-without-ca");
    }
    BASIC_CONSTRAINTS_free(basic);
    if (!facts->is_ca && facts->has_key_usage && (facts->key_usage & USAGE_CERT_SIGN)) {
        deviation(verdicts, "key-cert-sign-without-ca");
    }
    if (!facts->is_ca && X509_get_ext_by_NID(certificate, NID_name_constraints, -1) >= 0) {
        deviation(verdicts, "name-constraints-without-ca");
    }
    NAME_CONSTRAINTS *constraints = X509_get_ext_d2i(certificate, NID_name_constraints, NULL, NULL);
    if (constraints && sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees) <= 0 &&
        sk_GENERAL_SUBTREE_num(constraints->excludedSubtrees) <= 0) {
        deviation(verdicts, "name-constraints-empty");
    }
    if (constraints && (has_odd_host(constraints->permittedSubtrees) ||
                        has_odd_host(constraints->excludedSubtrees))) {
        deviation(verdicts, "name-constraint-not-a-host");
    }
    NAME_CONSTRAINTS_free(constraints);
    if (facts->is_ca && facts->version == 3 && !*facts->subject_key_identifier) {
        deviation(verdicts, "ski-missing");
    }
    if (!facts->is_self_signed && !facts->is_self_signed_unknown && facts->version == 3 &&
        !*facts->authority_key_identifier) {
        deviation(verdicts, "aki-missing");
    }
}

/* A host name in preferred syntax, a leading wildcard label allowed; no address. */
static bool is_host(struct span name) {
    size_t label = 0;
    bool digits_only = true;
    for (size_t i = 0; i < name.length; i++) {
        uint8_t byte = name.bytes[i];
        bool digit = byte >= '0' && byte <= '9';
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        bool wildcard = byte == '*' && i == 0 && name.length > 1 && name.bytes[1] == '.';
        if (byte == '.') {
            if (label == 0 || name.bytes[i - 1] == '-') {
                return false;
            }
            label = 0;
            continue;
        }
        if (!digit && !letter && !wildcard && !(byte == '-' && label > 0)) {
            return false;
        }
        digits_only = digits_only && digit;
        if (++label > 63) {
            return false;
        }
    }
    return name.length > 0 && name.length <= 253 && label > 0 && !digits_only;
}

static void judge_alternative_names(X509 *certificate, struct verdicts *verdicts) {
    int critical = -1;
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);
    bool nameless = X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0;
    if (names && critical == 0 && nameless) {
        deviation(verdicts, "alternative-names-not-critical");
    }
    bool bad_host = false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS) {
            bad_host |= !is_host(span_of(ASN1_STRING_get0_data(name->d.ia5),
                                         (size_t)ASN1_STRING_length(name->d.ia5)));
        } else if (name->type == GEN_IPADD) {
            int length = ASN1_STRING_length(name->d.iPAddress);
            if (length != 4 && length != 16) {
                fault(verdicts, "malformed-extension", "subjectAltName");
                break;
            }
        }
    }
    if (bad_host) {
        deviation(verdicts, "dns-name-not-a-host");
    }
    GENERAL_NAMES_free(names);
}

/* Has its key the parameters of a curve instead of its name (RFC 5480 section 2.1.1)? */
static bool has_unnamed_curve(X509 *certificate) {
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *kind = NULL;
    int type = V_ASN1_UNDEF;
    X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(certificate));
    X509_ALGOR_get0(&kind, &type, NULL, algorithm);
    return OBJ_obj2nid(kind) == NID_X9_62_id_ecPublicKey && type == V_ASN1_SEQUENCE;
}

static void judge_fields(X509 *certificate, const struct certificate_facts *facts,
                         struct verdicts *verdicts) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    int length = ASN1_STRING_length(serial);
    bool zero = true;
    for (int i = 0; i < length; i++) {
        zero = zero && ASN1_STRING_get0_data(serial)[i] == 0;
    }
    if (zero) {
        deviation(verdicts, "serial-zero");
    }
    if (ASN1_STRING_type(serial) & V_ASN1_NEG) {
        deviation(verdicts, "serial-negative");
    }
    /* Twenty octets as encoded: a sign octet stands before a high bit. */
    if (length > 20 || (length == 20 && ASN1_STRING_get0_data(serial)[0] & 0x80)) {
        deviation(verdicts, "serial-too-long");
    }
    if (X509_NAME_entry_count(X509_get_issuer_name(certificate)) == 0) {
        deviation(verdicts, "issuer-empty");
    }
    if (facts->is_ca && X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0) {
        deviation(verdicts, "ca-subject-empty");
    }
    if (facts->version != 3 && X509_get_ext_count(certificate) > 0) {
        deviation(verdicts, "extensions-without-version-3");
    }
    if (has_unnamed_curve(certificate)) {
        deviation(verdicts, "curve-not-named");
    }
    static const char *const broken[] = {"MD2", "MD4", "MD5", "SHA1", "MD5-SHA1", NULL};
    if (!facts->is_self_signed && span_is_one_of(span_text(facts->signature_digest), broken)) {
        deviation(verdicts, "signature-digest-broken");
    }
    const X509_ALGOR *outer = NULL;
    X509_get0_signature(NULL, &outer, certificate);
    if (X509_ALGOR_cmp(outer, X509_get0_tbs_sigalg(certificate)) != 0) {
        fault(verdicts, "signature-fields-differ", "");
    }
}

static const char *keep_text(struct buffer *text, struct arena *arena) {
    const char *words = buffer_text(text);
    const char *kept = arena_text(arena, words, strlen(words));
    buffer_release(text);
    return kept;
}

static void append_oid(struct buffer *out, const ASN1_OBJECT *object) {
    char dotted[128] = "";
    /* One too long to write is one that equals no other. */
    bool whole = OBJ_obj2txt(dotted, sizeof dotted, object, 1) < (int)sizeof dotted;
    buffer_append_text(out, whole ? dotted : "?");
}

static void append_number(struct buffer *out, const char *name, const ASN1_INTEGER *number) {
    if (number) {
        int64_t value = 0;
        bool small = ASN1_INTEGER_get_int64(&value, number) && value >= 0 && value < INT32_MAX;
        buffer_format(out, " %s:%lld", name, small ? (long long)value : (long long)INT32_MAX);
    }
}

/* The lists are bounded by the bytes of the certificate; who judges bounds the work. */
static const char *policy_text(X509 *certificate, struct arena *arena) {
    struct buffer out = {0};
    CERTIFICATEPOLICIES *policies =
        X509_get_ext_d2i(certificate, NID_certificate_policies, NULL, NULL);
    POLICY_MAPPINGS *mappings = X509_get_ext_d2i(certificate, NID_policy_mappings, NULL, NULL);
    POLICY_CONSTRAINTS *constraints =
        X509_get_ext_d2i(certificate, NID_policy_constraints, NULL, NULL);
    ASN1_INTEGER *inhibit = X509_get_ext_d2i(certificate, NID_inhibit_any_policy, NULL, NULL);
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        buffer_append_text(&out, i ? "," : "policies:");
        append_oid(&out, sk_POLICYINFO_value(policies, i)->policyid);
    }
    for (int i = 0; i < sk_POLICY_MAPPING_num(mappings); i++) {
        const POLICY_MAPPING *mapping = sk_POLICY_MAPPING_value(mappings, i);
        buffer_append_text(&out, i ? "," : " mappings:");
        append_oid(&out, mapping->issuerDomainPolicy);
        buffer_append_text(&out, "=");
        append_oid(&out, mapping->subjectDomainPolicy);
    }
    append_number(&out, "require", constraints ? constraints->requireExplicitPolicy : NULL);
    append_number(&out, "inhibit-mapping", constraints ? constraints->inhibitPolicyMapping : NULL);
    append_number(&out, "inhibit-any", inhibit);
    revocation_points_of(certificate, &out);
    CERTIFICATEPOLICIES_free(policies);
    sk_POLICY_MAPPING_pop_free(mappings, POLICY_MAPPING_free);
    POLICY_CONSTRAINTS_free(constraints);
    ASN1_INTEGER_free(inhibit);
    return keep_text(&out, arena);
}

void path_facts_of_certificate(X509 *certificate, struct certificate_facts *facts,
                               struct arena *arena, const struct limits *limits) {
    struct verdicts verdicts = {0};
    int count = X509_get_ext_count(certificate);
    if (count > 0 && (uint64_t)count > limits->extensions) {
        char number[32];
        snprintf(number, sizeof number, "%d", count);
        fault(&verdicts, "too-many-extensions", number);
        count = 0;
    }
    for (int i = 0; i < count; i++) {
        judge_extension(certificate, i, &verdicts);
    }
    judge_fields(certificate, facts, &verdicts);
    judge_criticality(certificate, &verdicts);
    judge_authority(certificate, facts, &verdicts);
    judge_alternative_names(certificate, &verdicts);
    facts->policy = policy_text(certificate, arena);
    facts->faults = keep_text(&verdicts.faults, arena);
    facts->deviations = keep_text(&verdicts.deviations, arena);
}
