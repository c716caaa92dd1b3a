/* The tables of the page: what the script gets to draw. Views of it, and how they are filtered, are
 * in html/views.js. */
#include "html_data.h"

#include <stddef.h>

/* Two queries to begin a SELECT with: "related" has for each owner (an artifact, or a key) the rank
 * of its worst finding and how many it has. */
#define RELATED(owner, source)                                                                     \
    "WITH related AS (SELECT " owner " AS owner, min(" HTML_WORST_FIRST                            \
    ") AS worst, count(*) AS total FROM " source " WHERE " owner " IS NOT NULL GROUP BY " owner    \
    ") "
#define PLACE_COUNT "(SELECT count(*) FROM place WHERE place.artifact = artifact.id)"

static const struct html_data findings = {
    .id = "findings",
    .total = "SELECT count(*) FROM finding",
    .with = "",
    .from = "FROM finding LEFT JOIN artifact ON artifact.id = finding.artifact "
            "ORDER BY " HTML_WORST_FIRST ", finding.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "finding.id"},
                {"rank", HTML_NUMBER, HTML_WORST_FIRST},
                {"check", HTML_TEXT, "finding.check_id"},
                {"title", HTML_TEXT, "finding.title"},
                {"message", HTML_TEXT, "finding.message"},
                {"remedy", HTML_TEXT, "finding.remedy"},
                {"identity", HTML_TEXT, "finding.subject"},
                {"artifact", HTML_NUMBER, "finding.artifact"},
                {"key", HTML_NUMBER, "artifact.key"},
                {"kind", HTML_TEXT, "artifact.kind"},
                {"name", HTML_TEXT, "artifact.subject"},
                {"path", HTML_TEXT, "finding.path"},
                {"trail", HTML_TEXT, "finding.trail"},
                {"revision", HTML_TEXT, "finding.revision"},
                {"profile", HTML_TEXT, "finding.profile"}},
};

static const struct html_data keys = {
    .id = "keys",
    .total = "SELECT count(*) FROM key",
    .with = RELATED("artifact.key", "finding JOIN artifact ON artifact.id = finding.artifact"),
    .from = "FROM key LEFT JOIN key_group ON key_group.key = key.id "
            "LEFT JOIN related ON related.owner = key.id "
            "ORDER BY ifnull(related.worst, 9), key.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "key.id"},
                {"spki", HTML_SHA256, "key.spki_sha256"},
                {"modulus", HTML_SHA1, "key.modulus_sha1"},
                {"algorithm", HTML_TEXT, "key.algorithm"},
                {"curve", HTML_TEXT, "key.curve"},
                {"bits", HTML_NUMBER, "key.bits"},
                {"private_keys", HTML_NUMBER, "key_group.private_keys"},
                {"certificates", HTML_NUMBER, "key_group.certificates"},
                {"requests", HTML_NUMBER, "key_group.requests"},
                {"places", HTML_NUMBER, "key_group.places"},
                {"state", HTML_TEXT, "key_group.state"},
                {"name", HTML_TEXT,
                 "(SELECT subject FROM artifact WHERE artifact.key = key.id AND subject <> '' "
                 "ORDER BY kind, id LIMIT 1)"},
                {"rank", HTML_NUMBER, "related.worst"},
                {"findings", HTML_NUMBER, "ifnull(related.total, 0)"}},
};

/* The chain's own verdict is of its best place. What is asked of the findings is the same for each
 * row, and so is looked up once. */
#define VERDICT                                                                                    \
    "iif(chain.verdict = 'complete' AND artifact.id IN (SELECT artifact FROM finding"              \
    " WHERE check_id = 'chain-incomplete'), 'complete in part', chain.verdict)"

static const struct html_data certificates = {
    .id = "certificates",
    .total = "SELECT count(*) FROM artifact WHERE kind = 'certificate'",
    .with = RELATED("finding.artifact", "finding"),
    .from = "FROM artifact LEFT JOIN related ON related.owner = artifact.id "
            "LEFT JOIN key ON key.id = artifact.key "
            "LEFT JOIN chain ON chain.certificate = artifact.id "
            "LEFT JOIN revocation ON revocation.certificate = artifact.id "
            "LEFT JOIN known ON known.artifact = artifact.id "
            "WHERE artifact.kind = 'certificate' "
            "ORDER BY ifnull(related.worst, 9), artifact.not_after, artifact.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "artifact.id"},
                {"key", HTML_NUMBER, "artifact.key"},
                {"sha256", HTML_SHA256, "artifact.sha256"},
                {"spki", HTML_SHA256, "key.spki_sha256"},
                {"modulus", HTML_SHA1, "key.modulus_sha1"},
                {"subject", HTML_TEXT, "artifact.subject"},
                {"issuer", HTML_TEXT, "artifact.issuer"},
                {"names", HTML_TEXT, "artifact.alternative_names"},
                {"serial", HTML_TEXT, "artifact.serial"},
                {"not_before", HTML_TEXT, "artifact.not_before"},
                {"not_after", HTML_TEXT, "artifact.not_after"},
                {"algorithm", HTML_TEXT, "artifact.algorithm"},
                {"curve", HTML_TEXT, "key.curve"},
                {"bits", HTML_NUMBER, "key.bits"},
                {"signature", HTML_TEXT, "artifact.signature_algorithm"},
                {"version", HTML_NUMBER, "artifact.version"},
                {"ca", HTML_NUMBER, "artifact.is_ca"},
                {"self_issued", HTML_NUMBER, "artifact.is_self_issued"},
                {"self_signed", HTML_NUMBER, "artifact.is_self_signed"},
                {"path_length", HTML_NUMBER, "artifact.path_length"},
                {"usage", HTML_NUMBER, "artifact.key_usage"},
                {"extended_usage", HTML_TEXT, "ifnull(artifact.extended_key_usage, '*')"},
                {"subject_key", HTML_TEXT, "artifact.subject_key_identifier"},
                {"authority_key", HTML_TEXT, "artifact.authority_key_identifier"},
                {"role", HTML_TEXT, "artifact.role"},
                {"role_reason", HTML_TEXT, "artifact.role_reason"},
                {"verdict", HTML_TEXT, VERDICT},
                {"chain", HTML_TEXT, "chain.detail"},
                {"valid", HTML_NUMBER, "chain.valid"},
                {"anchor", HTML_TEXT, "chain.anchor"},
                {"purposes", HTML_TEXT, "chain.purposes"},
                {"bound_hit", HTML_NUMBER, "chain.bound_hit"},
                {"revocation", HTML_TEXT, "revocation.state"},
                {"revocation_detail", HTML_TEXT, "revocation.detail"},
                {"crl", HTML_NUMBER, "revocation.crl"},
                {"known", HTML_TEXT, "known.kind || ': ' || known.source"},
                {"faults", HTML_TEXT, "artifact.faults"},
                {"deviations", HTML_TEXT, "artifact.deviations"},
                {"places", HTML_NUMBER, PLACE_COUNT},
                {"rank", HTML_NUMBER, "related.worst"},
                {"findings", HTML_NUMBER, "ifnull(related.total, 0)"}},
};

/* Everything that is no certificate. */
static const struct html_data others = {
    .id = "others",
    .total = "SELECT count(*) FROM artifact WHERE kind <> 'certificate'",
    .with = RELATED("finding.artifact", "finding"),
    .from = "FROM artifact LEFT JOIN related ON related.owner = artifact.id "
            "LEFT JOIN key ON key.id = artifact.key "
            "LEFT JOIN known ON known.artifact = artifact.id WHERE artifact.kind <> 'certificate' "
            "ORDER BY ifnull(related.worst, 9), artifact.kind, artifact.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "artifact.id"},
                {"kind", HTML_TEXT, "artifact.kind"},
                {"key", HTML_NUMBER, "artifact.key"},
                {"sha256", HTML_SHA256, "artifact.sha256"},
                {"spki", HTML_SHA256, "key.spki_sha256"},
                {"subject", HTML_TEXT, "artifact.subject"},
                {"issuer", HTML_TEXT, "artifact.issuer"},
                {"names", HTML_TEXT, "artifact.alternative_names"},
                {"not_before", HTML_TEXT, "artifact.not_before"},
                {"not_after", HTML_TEXT, "artifact.not_after"},
                {"algorithm", HTML_TEXT, "artifact.algorithm"},
                {"curve", HTML_TEXT, "key.curve"},
                {"bits", HTML_NUMBER, "key.bits"},
                {"signature", HTML_TEXT, "artifact.signature_algorithm"},
                {"known", HTML_TEXT, "known.kind || ': ' || known.source"},
                {"places", HTML_NUMBER, PLACE_COUNT},
                {"rank", HTML_NUMBER, "related.worst"},
                {"findings", HTML_NUMBER, "ifnull(related.total, 0)"}},
};

/* Of something that lies in very many places the first ones only: its own row has their number. */
/* What is known of a place in git: its path and first commit name one object. */
#define APPEARANCE(column)                                                                         \
    "iif(file.source <> 'git', '', (SELECT " column " FROM appearance "                            \
    "WHERE path = file.path AND first_commit = file.revision AND (first_commit <> '' "             \
    "OR file.container GLOB 'object ' || object || '*' "                                           \
    "OR (state = 'staged' AND file.container GLOB 'staged*')) ORDER BY id LIMIT 1))"

static const struct html_data places = {
    .id = "places",
    .total = "SELECT count(*) FROM place",
    .with = "WITH numbered AS (SELECT place.*, row_number() OVER (PARTITION BY artifact "
            "ORDER BY place.id) AS number FROM place) ",
    .from = "FROM numbered JOIN file ON file.id = numbered.file "
            "LEFT JOIN artifact ON artifact.id = numbered.artifact "
            "WHERE number <= " HTML_PLACES_LISTED " ORDER BY numbered.artifact, numbered.id "
            "LIMIT iif(?1 < 0, -1, ?1 * 4)",
    .columns = {{"artifact", HTML_NUMBER, "numbered.artifact"},
                {"file", HTML_NUMBER, "numbered.file"},
                {"path", HTML_TEXT, "file.path"},
                {"trail", HTML_TEXT, "numbered.trail"},
                {"revision", HTML_TEXT, "file.revision"},
                {"date", HTML_TEXT, "file.date"},
                {"encoding", HTML_TEXT, "numbered.encoding"},
                {"structure", HTML_TEXT, "numbered.structure"},
                {"locked", HTML_NUMBER, "numbered.locked"},
                {"lock", HTML_TEXT, "numbered.lock"},
                {"source", HTML_TEXT, "file.source"},
                {"live", HTML_NUMBER, "file.live"},
                {"at_head", HTML_NUMBER, "file.at_head"},
                {"reachable", HTML_NUMBER, "file.reachable"},
                {"state", HTML_TEXT, APPEARANCE("state")},
                {"last", HTML_TEXT, APPEARANCE("last_commit")},
                {"last_date", HTML_TEXT, APPEARANCE("last_date")},
                {"refs", HTML_TEXT, APPEARANCE("refs")}},
};

static const struct html_data links = {
    .id = "links",
    .total = "SELECT count(*) FROM chain_link",
    .with = "",
    .from = "FROM chain_link AS link LEFT JOIN chain_link AS next "
            "  ON next.certificate = link.certificate AND next.position = link.position + 1 "
            "LEFT JOIN artifact AS issuer ON issuer.id = next.member "
            "LEFT JOIN signature ON signature.certificate = link.member "
            "  AND signature.issuer_key = issuer.key "
            "ORDER BY link.certificate, link.position LIMIT iif(?1 < 0, -1, ?1 * 6)",
    .columns = {{"certificate", HTML_NUMBER, "link.certificate"},
                {"member", HTML_NUMBER, "link.member"},
                {"source", HTML_TEXT, "link.source"},
                {"signature", HTML_TEXT, "signature.verdict"}},
};

static const struct html_data faults = {
    .id = "faults",
    .total = "SELECT count(*) FROM chain_fault",
    .with = "",
    .from = "FROM chain_fault ORDER BY certificate, position LIMIT iif(?1 < 0, -1, ?1 * 4)",
    .columns = {{"certificate", HTML_NUMBER, "certificate"},
                {"code", HTML_TEXT, "code"},
                {"member", HTML_NUMBER, "member"},
                {"other", HTML_NUMBER, "other"},
                {"detail", HTML_TEXT, "detail"}},
};

static const struct html_data truststores = {
    .id = "truststores",
    .total = "SELECT count(*) FROM truststore",
    .with = "",
    .from = "FROM truststore JOIN file ON file.id = truststore.file "
            "ORDER BY file.path, file.container, file.revision, file.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "file.id"},
                {"path", HTML_TEXT, "file.path"},
                {"trail", HTML_TEXT, "file.container"},
                {"revision", HTML_TEXT, "file.revision"},
                {"reason", HTML_TEXT, "truststore.reason"},
                {"recognised", HTML_TEXT, "truststore.recognised"},
                {"web", HTML_NUMBER, "truststore.is_web_list"},
                {"live", HTML_NUMBER, "file.live"}},
};

/* In the order of the file. */
static const struct html_data members = {
    .id = "members",
    .total = "SELECT count(*) FROM truststore JOIN place ON place.file = truststore.file "
             "JOIN artifact ON artifact.id = place.artifact AND artifact.kind = 'certificate'",
    .with = "",
    .from = "FROM truststore JOIN place ON place.file = truststore.file "
            "JOIN artifact AS member ON member.id = place.artifact "
            "WHERE member.kind = 'certificate' "
            "GROUP BY truststore.file, member.id "
            "ORDER BY truststore.file, min(place.position), member.id "
            "LIMIT iif(?1 < 0, -1, ?1 * 4)",
    .columns = {{"truststore", HTML_NUMBER, "truststore.file"},
                {"certificate", HTML_NUMBER, "member.id"},
                {"has_issuer", HTML_NUMBER,
                 "member.is_self_signed = 1 OR EXISTS (SELECT 1 FROM truststore_member AS issuer "
                 "WHERE issuer.file = truststore.file "
                 "AND issuer.subject_name = member.issuer_name)"}},
};

static const struct html_data dependants = {
    .id = "dependants",
    .total = "SELECT count(*) FROM truststore_dependant",
    .with = "",
    .from = "FROM truststore_dependant GROUP BY truststore, certificate "
            "ORDER BY truststore, certificate LIMIT iif(?1 < 0, -1, ?1 * 4)",
    .columns = {{"truststore", HTML_NUMBER, "truststore"},
                {"certificate", HTML_NUMBER, "certificate"}},
};

static const struct html_data trust = {
    .id = "trust",
    .total = "SELECT count(*) FROM client_trust",
    .with = "",
    .from = "FROM client_trust ORDER BY certificate, rank LIMIT iif(?1 < 0, -1, ?1 * 4)",
    .columns =
        {{"certificate", HTML_NUMBER, "certificate"},
         {"truststore", HTML_NUMBER, "truststore"},
         {"state", HTML_TEXT, "state"},
         {"refuses", HTML_NUMBER,
          "state NOT IN ('member', 'path') AND (NOT EXISTS (SELECT 1 FROM client_trust AS other"
          " WHERE other.certificate = client_trust.certificate"
          " AND other.state IN ('member', 'path')) OR EXISTS (SELECT 1 FROM client_refusal"
          " WHERE client_refusal.certificate = client_trust.certificate"
          " AND client_refusal.truststore = client_trust.truststore))"}},
};

static const struct html_data references = {
    .id = "references",
    .total = "SELECT count(*) FROM reference",
    .with = "",
    .from = "FROM reference LEFT JOIN file ON file.id = reference.file "
            "ORDER BY reference.path, reference.container, reference.revision, reference.line, "
            "reference.id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "reference.id"},
                {"path", HTML_TEXT, "reference.path"},
                {"trail", HTML_TEXT,
                 "iif(reference.trail = '', '', reference.trail || '!') || "
                 "'line ' || reference.line"},
                {"revision", HTML_TEXT, "reference.revision"},
                {"family", HTML_TEXT, "reference.family"},
                {"directive", HTML_TEXT, "reference.directive"},
                {"role", HTML_TEXT, "reference.role"},
                {"name", HTML_TEXT, "reference.name"},
                {"verdict", HTML_TEXT, "reference.verdict"},
                {"file", HTML_NUMBER, "reference.file"},
                {"target", HTML_TEXT,
                 "iif(file.container = '', file.path, file.path || '!' || "
                 "file.container)"}},
};

static const struct html_data problems = {
    .id = "problems",
    .total = "SELECT count(*) FROM problem",
    .with = "",
    .from = "FROM problem ORDER BY code, path, trail, revision, id LIMIT ?1",
    .columns = {{"id", HTML_NUMBER, "id"},
                {"code", HTML_TEXT, "code"},
                {"detail", HTML_TEXT, "detail"},
                {"path", HTML_TEXT, "path"},
                {"trail", HTML_TEXT, "trail"},
                {"revision", HTML_TEXT, "revision"},
                {"stage", HTML_TEXT, "stage"}},
};

const struct html_data *const html_tables[] = {
    &findings,    &keys,    &certificates, &others, &places,     &links,    &faults,
    &truststores, &members, &dependants,   &trust,  &references, &problems, NULL,
};
