-- Copies staging into the final tables in the order of content: row numbers, and with them the bytes
-- of the file, do not depend on which worker was first.

INSERT INTO key (spki_sha256, spki, algorithm, curve, bits, modulus_sha1)
SELECT spki_sha256, spki, algorithm, curve, bits, modulus_sha1
FROM staging.key ORDER BY spki_sha256;

INSERT INTO artifact (kind, identity, sha256, key, algorithm, der, subject, issuer, subject_name,
    issuer_name, serial, not_before, not_after, signature_algorithm, signature_digest, version,
    is_ca, is_self_issued, is_self_signed, path_length, key_usage, extended_key_usage,
    subject_key_identifier, authority_key_identifier, alternative_names, name_hash,
    name_hash_old)
SELECT a.kind, a.identity, a.sha256, key.id, a.algorithm, a.der, a.subject, a.issuer,
    a.subject_name, a.issuer_name, a.serial, a.not_before, a.not_after, a.signature_algorithm,
    a.signature_digest, a.version, a.is_ca, a.is_self_issued, a.is_self_signed, a.path_length,
    a.key_usage, a.extended_key_usage, a.subject_key_identifier, a.authority_key_identifier,
    a.alternative_names, a.name_hash, a.name_hash_old
FROM staging.artifact AS a LEFT JOIN key ON key.spki_sha256 = a.spki_sha256
ORDER BY a.kind, a.identity;

-- A file that holds a key is changed again and again: what counts is the commit that brought the key
-- to this path, and the state at HEAD. A git object lies wherever a tree names it; one that no tree names lies in the repository itself.
CREATE TEMP TABLE located AS
SELECT p.kind, p.identity, p.path, p.container, p.trail, '' AS revision, '' AS date, p.source,
       NULL AS at_head, NULL AS reachable, p.position, p.encoding, p.structure, p.locked, p.lock
FROM staging.place AS p WHERE p.object IS NULL
UNION
SELECT kind, identity, path, container, trail, revision, date, source, at_head, reachable,
       position, encoding, structure, locked, lock
FROM (
    SELECT p.kind, p.identity, a.path, p.container, p.trail, a.revision, a.date, p.source,
           a.at_head, a.reachable, p.position, p.encoding, p.structure, p.locked, p.lock,
           rank() OVER (PARTITION BY p.kind, p.identity, a.path, p.container
                        ORDER BY a.rank, a.revision) AS nth
    FROM staging.place AS p
    JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
    WHERE a.path <> '')
WHERE nth = 1 OR at_head
UNION
SELECT p.kind, p.identity, p.repository,
       'object ' || lower(hex(p.object)) || iif(p.container = '', '', '!' || p.container),
       'object ' || lower(hex(p.object)) || iif(p.trail = '', '', '!' || p.trail),
       coalesce(a.revision, ''), coalesce(a.date, ''), p.source, coalesce(a.at_head, 0),
       coalesce(a.reachable, 0), p.position, p.encoding, p.structure, p.locked, p.lock
FROM staging.place AS p
LEFT JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
WHERE p.object IS NOT NULL AND (a.path IS NULL OR a.path = '');

INSERT INTO file (path, container, revision, date, source, at_head, reachable, live)
SELECT path, container, revision, max(date), max(source), max(at_head), max(reachable),
       max(source <> 'git' OR at_head)
FROM located GROUP BY path, container, revision ORDER BY path, container, revision;

INSERT INTO place (artifact, file, trail, position, encoding, structure, locked, lock)
SELECT artifact.id, file.id, l.trail, l.position, l.encoding, l.structure, l.locked, l.lock
FROM located AS l
JOIN artifact ON artifact.kind = l.kind AND artifact.identity = l.identity
JOIN file ON file.path = l.path AND file.container = l.container AND file.revision = l.revision
ORDER BY file.id, l.position, l.trail, artifact.id, l.encoding, l.structure, l.lock;

INSERT INTO problem (path, trail, revision, stage, code, detail)
SELECT path, trail, revision, stage, code, detail FROM (
    SELECT p.path, p.trail, '' AS revision, p.stage, p.code, p.detail
    FROM staging.problem AS p WHERE p.object IS NULL
    UNION
    SELECT a.path, p.trail, a.revision, p.stage, p.code, p.detail
    FROM staging.problem AS p
    JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
    WHERE a.path <> ''
    UNION
    SELECT p.repository,
           'object ' || lower(hex(p.object)) || iif(p.trail = '', '', '!' || p.trail),
           coalesce(a.revision, ''), p.stage, p.code, p.detail
    FROM staging.problem AS p
    LEFT JOIN staging.appearance AS a ON a.repository = p.repository AND a.object = p.object
    WHERE p.object IS NOT NULL AND (a.path IS NULL OR a.path = ''))
ORDER BY path, trail, revision, stage, code, detail;

INSERT INTO observation (path, container, trail, revision, live, code, line, column, detail)
SELECT path, container, trail, revision, live, code, line, column, detail FROM (
    SELECT o.path, o.container, o.trail, '' AS revision, 1 AS live, o.code, o.line, o.column,
           o.detail
    FROM staging.observation AS o WHERE o.object IS NULL
    UNION
    SELECT a.path, o.container, o.trail, a.revision, a.at_head, o.code, o.line, o.column, o.detail
    FROM staging.observation AS o
    JOIN staging.appearance AS a ON a.repository = o.repository AND a.object = o.object
    WHERE a.path <> '' AND a.at_head)
ORDER BY path, container, trail, revision, line, column, code, detail;

DROP TABLE located;

INSERT OR IGNORE INTO searched (stamp, locked, what)
SELECT stamp, locked, what FROM staging.searched ORDER BY stamp;
