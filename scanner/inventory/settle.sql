-- Copies staging, and what was located from it, into the final tables in the order of content: row numbers, and with them the bytes
-- of the file, do not depend on which worker was first.

INSERT INTO key (spki_sha256, spki, algorithm, curve, bits, modulus_sha1, modulus_at, modulus_bytes,
    exponent_at, exponent_bytes)
SELECT spki_sha256, spki, algorithm, curve, bits, modulus_sha1, modulus_at, modulus_bytes,
    exponent_at, exponent_bytes
FROM staging.key ORDER BY spki_sha256;

INSERT INTO artifact (kind, identity, sha256, key, algorithm, der, subject, issuer, subject_name,
    issuer_name, serial, not_before, not_after, signature_algorithm, signature_digest, version,
    is_ca, is_self_issued, is_self_signed, path_length, key_usage, extended_key_usage,
    subject_key_identifier, authority_key_identifier, alternative_names, name_hash,
    name_hash_old, faults, deviations, policy, names, constraints, revoked)
SELECT a.kind, a.identity, a.sha256, key.id, a.algorithm, a.der, a.subject, a.issuer,
    a.subject_name, a.issuer_name, a.serial, a.not_before, a.not_after, a.signature_algorithm,
    a.signature_digest, a.version, a.is_ca, a.is_self_issued, a.is_self_signed, a.path_length,
    a.key_usage, a.extended_key_usage, a.subject_key_identifier, a.authority_key_identifier,
    a.alternative_names, a.name_hash, a.name_hash_old, a.faults, a.deviations, a.policy, a.names,
    a.constraints, a.revoked
FROM staging.artifact AS a LEFT JOIN key ON key.spki_sha256 = a.spki_sha256
ORDER BY a.kind, a.identity;

INSERT INTO file (path, container, revision, date, source, at_head, reachable, live)
SELECT path, container, revision, max(date), max(source), max(at_head), max(reachable),
       max(source <> 'git' OR at_head)
FROM temp.located GROUP BY path, container, revision ORDER BY path, container, revision;

INSERT INTO place (artifact, file, trail, position, encoding, structure, locked, lock)
SELECT DISTINCT artifact.id, file.id, l.trail, l.position, l.encoding, l.structure, l.locked, l.lock
FROM temp.located AS l
JOIN artifact ON artifact.kind = l.kind AND artifact.identity = l.identity
JOIN file ON file.path = l.path AND file.container = l.container AND file.revision = l.revision
ORDER BY file.id, l.position, l.trail, artifact.id, l.encoding, l.structure, l.lock;

INSERT INTO problem (path, trail, revision, stage, code, detail)
SELECT DISTINCT path, trail, revision, stage, code, detail FROM temp.located_problem
ORDER BY path, trail, revision, stage, code, detail;

INSERT INTO observation (path, container, trail, revision, live, code, line, column, detail)
SELECT DISTINCT path, container, trail, revision, live, code, line, column, detail
FROM temp.located_observation
ORDER BY path, container, trail, revision, line, column, code, detail;

INSERT INTO raw_name (shown, bytes)
SELECT shown, bytes FROM staging.raw_name ORDER BY shown, bytes;

-- A configuration that is on disk and at HEAD counts once, as the one on disk.
INSERT INTO reference (path, container, trail, revision, family, directive, role, line, block,
    name)
SELECT DISTINCT path, container, trail, revision, family, directive, role, line, block, name
FROM temp.located_reference AS l
WHERE revision = '' OR NOT EXISTS (SELECT 1 FROM temp.located_reference AS other
    WHERE other.path = l.path AND other.container = l.container AND other.revision = '')
ORDER BY path, container, revision, line, trail, directive, name, role, family, block;

INSERT INTO appearance (path, object, first_commit, first_date, last_commit, last_date, refs, state,
    in_work_tree, repository, work_tree)
SELECT DISTINCT path, object, first_commit, first_date, last_commit, last_date, refs, state,
    in_work_tree, repository, work_tree
FROM temp.located_appearance
ORDER BY path, object, first_commit, last_commit, refs, state, in_work_tree, repository, work_tree;

DROP TABLE temp.located;
DROP TABLE temp.located_appearance;
DROP TABLE temp.located_reference;
DROP TABLE temp.located_problem;
DROP TABLE temp.located_observation;

INSERT OR IGNORE INTO searched (stamp, locked, what)
SELECT stamp, locked, what FROM staging.searched ORDER BY stamp;
