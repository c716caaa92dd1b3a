/* A bill of cryptography (CBOM) as CycloneDX 1.6 or 1.7: algorithms, keys and certificates as
 * cryptographic assets with every place they occur in, and the edges certificate -> key ->
 * algorithm. References are made of digests, so the same thing has the same one in every report.
 * Only public facts: a private key appears by its identity, size and places. */
#include "base/digest.h"
#include "base/text.h"
#include "crypto_algorithm.h"
#include "inventory/query.h"
#include "json_row.h"
#include "reporter.h"

struct bill {
    struct inventory *inventory;
    const struct report_options *options;
    FILE *out;
    struct query *places; /* ?1 artifact; or ?2 key: its public keys and requests */
    bool newer;           /* 1.7 */
    bool any;             /* something stands in the array that is being written */
};

#define ALGORITHM_REF "'crypto/algorithm/' || "
/* Names of what an algorithm is used with: one of a key and one of a signature that are the same
 * are one algorithm. Sizes that the name fixes are left out. */
#define KEY_ALGORITHM(table)                                                                       \
    table ".algorithm || iif(" table ".curve <> '', '-' || " table ".curve, iif(" table            \
          ".bits IS NULL OR " table ".algorithm GLOB 'Ed[24]*' OR " table                          \
          ".algorithm GLOB 'X[24]*', '', '-' || " table ".bits))"
#define SIGNATURE_ALGORITHM(table)                                                                 \
    "CASE " table ".signature_algorithm WHEN 'ED25519' THEN 'Ed25519' WHEN 'ED448' THEN 'Ed448'"   \
    " WHEN 'rsassaPss' THEN 'RSASSA-PSS' || iif(" table                                            \
    ".signature_digest = '', '', '-' || " table ".signature_digest) ELSE " table                   \
    ".signature_algorithm END"

/* --- pieces --- */

static enum outcome write_item(struct bill *bill, struct json_row *row, struct error *error) {
    fputs(bill->any ? ",\n" : "\n", bill->out);
    bill->any = true;
    return json_row_write(row, bill->out, "", error);
}

static void add_where_any(struct json_row *row, const char *name, const char *text) {
    if (*text) {
        json_row_text(row, name, text);
    }
}

static struct json_row component(const char *name, const char *reference) {
    struct json_row row = json_row_new();
    json_row_text(&row, "type", "cryptographic-asset");
    json_row_text(&row, "bom-ref", reference);
    json_row_text(&row, "name", *name ? name : "(empty name)");
    return row;
}

/* Properties of one kind of asset into the component. */
static void add_properties(struct json_row *row, const char *type, const char *member,
                           struct json_row *properties) {
    json_t *crypto = json_pack("{s:s}", "assetType", type);
    row->failed = row->failed || properties->failed ||
                  json_object_set(crypto, member, properties->object) != 0;
    json_decref(properties->object);
    json_row_value(row, "cryptoProperties", crypto);
}

static json_t *fingerprint(const char *sha256) {
    return json_pack("{s:s, s:s}", "alg", "SHA-256", "content", sha256);
}

/* Line of a trail "line N" in the file itself; 0 where it is something else. */
static int64_t line_of(const char *trail) {
    int64_t line = 0;
    if (strncmp(trail, "line ", 5) != 0) {
        return 0;
    }
    for (const char *at = trail + 5; *at; at++) {
        if (*at < '0' || *at > '9' || line > INT32_MAX / 10 - 1) {
            return 0;
        }
        line = line * 10 + (*at - '0');
    }
    return line;
}

static void add_occurrences(struct bill *bill, struct json_row *row, int64_t artifact,
                            int64_t key) {
    json_t *occurrences = json_array();
    query_rewind(bill->places);
    query_bind_number(bill->places, 1, artifact);
    query_bind_number(bill->places, 2, key);
    while (query_next(bill->places)) {
        struct json_row occurrence = json_row_new();
        const char *trail = query_text(bill->places, 1);
        const char *revision = query_text(bill->places, 2);
        json_row_text(&occurrence, "location", query_text(bill->places, 0));
        if (line_of(trail)) {
            json_row_number(&occurrence, "line", line_of(trail));
        }
        json_row_number_of(&occurrence, "offset", bill->places, 3);
        if (*trail || *revision) {
            json_row_value(&occurrence, "additionalContext",
                           json_sprintf("%s%s%s", trail, *revision ? " commit " : "", revision));
        }
        row->failed = row->failed || occurrence.failed ||
                      json_array_append(occurrences, occurrence.object) != 0;
        json_decref(occurrence.object);
    }
    if (json_array_size(occurrences)) {
        json_row_value(row, "evidence", json_pack("{s:o}", "occurrences", occurrences));
    } else {
        json_decref(occurrences);
    }
}

/* Members that refer to the algorithm and the key: by name until 1.6, in a list from 1.7. */
static void add_references(const struct bill *bill, struct json_row *properties,
                           const char *algorithm_member, const char *algorithm,
                           const char *key_member, const char *key) {
    if (!bill->newer) {
        add_where_any(properties, algorithm_member, algorithm);
        add_where_any(properties, key_member, key);
        return;
    }
    json_t *related = json_array();
    if (*algorithm) {
        json_array_append_new(related,
                              json_pack("{s:s, s:s}", "type", "algorithm", "ref", algorithm));
    }
    if (*key) {
        json_array_append_new(related, json_pack("{s:s, s:s}", "type", "publicKey", "ref", key));
    }
    json_row_value(properties, "relatedCryptographicAssets", related);
}

/* --- algorithms --- */

static const char select_algorithms[] =
    "SELECT name, algorithm, curve, bits, min(signature) FROM (SELECT " KEY_ALGORITHM(
        "key") " AS name, algorithm, curve, coalesce(bits, 0) AS bits, 0 AS signature FROM key "
               "UNION SELECT " SIGNATURE_ALGORITHM(
                   "a") ", signature_algorithm, '', 0, 1 FROM artifact AS a "
                        "WHERE signature_algorithm <> '' AND kind = 'certificate') "
                        "GROUP BY name ORDER BY 5, 1";

static enum outcome write_algorithm(struct bill *bill, struct query *row, struct error *error) {
    const char *name = query_text(row, 0);
    bool signature = query_number(row, 4) != 0;
    struct crypto_algorithm facts =
        signature ? crypto_algorithm_of_signature(query_text(row, 1))
                  : crypto_algorithm_of_key(query_text(row, 1), query_number(row, 3));
    struct buffer reference = {0};
    buffer_format(&reference, "crypto/algorithm/%s", name);
    struct json_row asset = component(name, buffer_text(&reference));
    struct json_row properties = json_row_new();
    json_row_text(&properties, "primitive", facts.primitive);
    if (!signature && query_number(row, 3)) {
        json_row_value(&properties, "parameterSetIdentifier",
                       json_sprintf("%lld", (long long)query_number(row, 3)));
    }
    add_where_any(&properties, "curve", query_text(row, 2));
    if (facts.use) {
        json_row_value(&properties, "cryptoFunctions",
                       json_pack("[s, s]", facts.use, facts.inverse));
    }
    if (facts.classical_bits) {
        json_row_number(&properties, "classicalSecurityLevel", facts.classical_bits);
    }
    if (facts.quantum_level != LEVEL_UNKNOWN) {
        json_row_number(&properties, "nistQuantumSecurityLevel", facts.quantum_level);
    }
    add_properties(&asset, "algorithm", "algorithmProperties", &properties);
    buffer_release(&reference);
    return write_item(bill, &asset, error);
}

/* --- keys --- */

static const char select_keys[] =
    "SELECT 'crypto/public-key/' || lower(hex(spki_sha256)), " ALGORITHM_REF KEY_ALGORITHM(
        "key") ", lower(hex(spki_sha256)), bits, id, 'public-key', 0, algorithm FROM key ORDER BY id";

static const char select_private_keys[] =
    "SELECT 'crypto/private-key/' || lower(hex(a.identity)), coalesce(" ALGORITHM_REF KEY_ALGORITHM(
        "key") ", ''), lower(hex(coalesce(key.spki_sha256, a.identity))), "
               "key.bits, a.id, 'private-key', 1, a.algorithm FROM artifact AS a "
               "LEFT JOIN key ON key.id = a.key WHERE a.kind = 'private-key' ORDER BY a.id";

static enum outcome write_key(struct bill *bill, struct query *row, struct error *error) {
    bool private = query_number(row, 6) != 0;
    struct buffer name = {0};
    buffer_format(&name, "%s %s %.16s", query_text(row, 7), query_text(row, 5), query_text(row, 2));
    struct json_row asset = component(buffer_text(&name), query_text(row, 0));
    struct json_row properties = json_row_new();
    json_row_text(&properties, "type", query_text(row, 5));
    json_row_text(&properties, "id", query_text(row, 2));
    if (query_number(row, 3) > 0) {
        json_row_number(&properties, "size", query_number(row, 3));
    }
    add_references(bill, &properties, "algorithmRef", query_text(row, 1), "", "");
    add_properties(&asset, "related-crypto-material", "relatedCryptoMaterialProperties",
                   &properties);
    add_occurrences(bill, &asset, private ? query_number(row, 4) : 0,
                    private ? 0 : query_number(row, 4));
    buffer_release(&name);
    return write_item(bill, &asset, error);
}

/* --- certificates --- */

#define SIGNATURE_REF(table)                                                                       \
    "iif(" table ".signature_algorithm = '', '', " ALGORITHM_REF "(" SIGNATURE_ALGORITHM(table) "))"
#define PUBLIC_KEY_REF                                                                             \
    "iif(key.id IS NULL, '', 'crypto/public-key/' || lower(hex(key.spki_sha256)))"

static const char select_certificates[] =
    "SELECT 'crypto/certificate/' || lower(hex(a.identity)), a.subject, a.issuer, a.not_before, "
    "a.not_after, " SIGNATURE_REF(
        "a") ", " PUBLIC_KEY_REF ", lower(hex(a.sha256)), a.serial, a.id "
             "FROM artifact AS a LEFT JOIN key ON key.id = a.key WHERE a.kind = 'certificate' ORDER BY a.id";

static enum outcome write_certificate(struct bill *bill, struct query *row, struct error *error) {
    struct json_row asset = component(query_text(row, 1), query_text(row, 0));
    struct json_row properties = json_row_new();
    json_row_value(&asset, "hashes", json_pack("[o]", fingerprint(query_text(row, 7))));
    add_where_any(&properties, "subjectName", query_text(row, 1));
    add_where_any(&properties, "issuerName", query_text(row, 2));
    add_where_any(&properties, "notValidBefore", query_text(row, 3));
    add_where_any(&properties, "notValidAfter", query_text(row, 4));
    add_references(bill, &properties, "signatureAlgorithmRef", query_text(row, 5),
                   "subjectPublicKeyRef", query_text(row, 6));
    json_row_text(&properties, "certificateFormat", "X.509");
    if (bill->newer) {
        add_where_any(&properties, "serialNumber", query_text(row, 8));
        json_row_value(&properties, "fingerprint", fingerprint(query_text(row, 7)));
    }
    add_properties(&asset, "certificate", "certificateProperties", &properties);
    add_occurrences(bill, &asset, query_number(row, 9), 0);
    return write_item(bill, &asset, error);
}

/* --- edges --- */

/* From, and one or two ends. */
static const char *const select_edges[] = {
    "SELECT 'crypto/public-key/' || lower(hex(spki_sha256)), " ALGORITHM_REF KEY_ALGORITHM(
        "key") ", '' FROM key ORDER BY id",
    "SELECT 'crypto/private-key/' || lower(hex(a.identity)), " PUBLIC_KEY_REF ", '' "
    "FROM artifact AS a LEFT JOIN key ON key.id = a.key WHERE a.kind = 'private-key' ORDER BY a.id",
    "SELECT 'crypto/certificate/' || lower(hex(a.identity)), " PUBLIC_KEY_REF ", " SIGNATURE_REF(
        "a") " FROM artifact AS a LEFT JOIN key ON key.id = a.key WHERE a.kind = 'certificate' ORDER BY a.id",
};

static enum outcome write_edges(struct bill *bill, struct query *row, struct error *error) {
    struct json_row edge = json_row_new();
    json_t *ends = json_array();
    json_row_text(&edge, "ref", query_text(row, 0));
    for (int i = 1; i < 3; i++) {
        if (query_text(row, i)[0]) {
            json_array_append_new(ends, json_string(query_text(row, i)));
        }
    }
    json_row_value(&edge, "dependsOn", ends);
    return write_item(bill, &edge, error);
}

/* --- the whole --- */

static enum outcome each(struct bill *bill, const char *select,
                         enum outcome (*write)(struct bill *, struct query *, struct error *),
                         struct error *error) {
    struct query *row = query_new(bill->inventory, select, error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(row)) {
        outcome = write(bill, row, error);
    }
    enum outcome read = query_free(row, outcome == DONE ? error : NULL);
    return outcome == DONE ? read : outcome;
}

/* The same content gives the same number: a name-based UUID (RFC 9562, version 8) of what was
 * found, where and when it was judged. */
static enum outcome write_serial_number(struct bill *bill, struct error *error) {
    static const char places[] = "SELECT path || trail || revision FROM artifact_place "
                                 "ORDER BY place";
    static const char *const selects[] = {
        "SELECT name || value FROM scan ORDER BY name", "SELECT shown FROM root ORDER BY id",
        "SELECT kind || hex(identity) FROM artifact ORDER BY id", places};
    uint8_t digest[SHA256_BYTES] = {0};
    struct buffer text = {0}, hex = {0};
    enum outcome outcome = DONE;
    for (size_t i = 0; i < sizeof selects / sizeof *selects && outcome == DONE; i++) {
        struct query *row = query_new(bill->inventory, selects[i], error);
        while (query_next(row)) { /* a running digest: memory stays flat */
            buffer_clear(&text);
            buffer_append(&text, digest, sizeof digest);
            buffer_append_text(&text, query_text(row, 0));
            digest_sha256(buffer_span(&text), digest);
        }
        outcome = query_free(row, error);
    }
    digest[6] = (uint8_t)(0x80 | (digest[6] & 0x0F));
    digest[8] = (uint8_t)(0x80 | (digest[8] & 0x3F));
    text_hex(&hex, span_of(digest, 16));
    const char *d = buffer_text(&hex);
    fprintf(bill->out, "\"serialNumber\":\"urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s\",", d, d + 8, d + 12,
            d + 16, d + 20);
    buffer_release(&text);
    buffer_release(&hex);
    return outcome;
}

static enum outcome write_head(struct bill *bill, struct error *error) {
    const char *version = bill->newer ? "1.7" : "1.6";
    fprintf(bill->out,
            "{\"$schema\":\"http://cyclonedx.org/schema/bom-%s.schema.json\","
            "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"%s\",",
            version, version);
    if (write_serial_number(bill, error) != DONE) {
        return FAILED;
    }
    struct query *row =
        query_new(bill->inventory, "SELECT value FROM scan WHERE name = 'version'", error);
    struct json_row metadata = json_row_new();
    json_row_text(&metadata, "timestamp", bill->options->at);
    json_row_value(&metadata, "tools",
                   json_pack("{s:[{s:s, s:s, s:s}]}", "components", "type", "application", "name",
                             "certsweep", "version", query_next(row) ? query_text(row, 0) : ""));
    fputs("\"version\":1,\"metadata\":", bill->out);
    enum outcome outcome = json_row_write(&metadata, bill->out, ",\n\"components\":[", error);
    return query_free(row, error) == DONE ? outcome : FAILED;
}

static enum outcome write_bill(struct bill *bill, struct error *error) {
    if (write_head(bill, error) != DONE ||
        each(bill, select_algorithms, write_algorithm, error) != DONE ||
        each(bill, select_keys, write_key, error) != DONE ||
        each(bill, select_private_keys, write_key, error) != DONE ||
        each(bill, select_certificates, write_certificate, error) != DONE) {
        return FAILED;
    }
    fputs("],\n\"dependencies\":[", bill->out);
    bill->any = false;
    for (size_t i = 0; i < sizeof select_edges / sizeof *select_edges; i++) {
        if (each(bill, select_edges[i], write_edges, error) != DONE) {
            return FAILED;
        }
    }
    fputs("]}\n", bill->out);
    return DONE;
}

static enum outcome cyclonedx_write(struct inventory *inventory,
                                    const struct report_options *options, FILE *out,
                                    struct error *error) {
    struct bill bill = {
        .inventory = inventory, .options = options, .out = out, .newer = options->cyclonedx_1_7};
    bill.places = query_new(
        inventory,
        "SELECT file.path, place.trail, file.revision, place.position FROM place "
        "JOIN file ON file.id = place.file WHERE place.artifact = ?1 OR place.artifact IN "
        "(SELECT id FROM artifact WHERE key = ?2 AND kind IN ('public-key', 'request')) "
        "ORDER BY place.id",
        error);
    enum outcome outcome = bill.places ? write_bill(&bill, error) : FAILED;
    enum outcome read = query_free(bill.places, outcome == DONE ? error : NULL);
    return outcome == DONE ? read : outcome;
}

const struct reporter cyclonedx_reporter = {"cyclonedx", NULL, cyclonedx_write};
