-- Takes over what a stored inventory, attached as shard, holds of the scan itself. What was derived
-- from it is derived anew, from all shards together.

INSERT OR IGNORE INTO staging.key (spki_sha256, spki, algorithm, curve, bits, modulus_sha1,
    modulus_at, modulus_bytes, exponent_at, exponent_bytes)
SELECT spki_sha256, spki, algorithm, curve, bits, modulus_sha1, modulus_at, modulus_bytes,
    exponent_at, exponent_bytes
FROM shard.key;

INSERT OR IGNORE INTO staging.artifact (kind, identity, sha256, spki_sha256, algorithm, der,
    subject, issuer, subject_name, issuer_name, serial, not_before, not_after,
    signature_algorithm, signature_digest, version, is_ca, is_self_issued, is_self_signed,
    path_length, key_usage, extended_key_usage, subject_key_identifier,
    authority_key_identifier, alternative_names, name_hash, name_hash_old, faults, deviations,
    policy, names, constraints, revoked)
SELECT a.kind, a.identity, a.sha256, key.spki_sha256, a.algorithm, a.der, a.subject, a.issuer,
    a.subject_name, a.issuer_name, a.serial, a.not_before, a.not_after, a.signature_algorithm,
    a.signature_digest, a.version, a.is_ca, a.is_self_issued, a.is_self_signed, a.path_length,
    a.key_usage, a.extended_key_usage, a.subject_key_identifier, a.authority_key_identifier,
    a.alternative_names, a.name_hash, a.name_hash_old, a.faults, a.deviations, a.policy, a.names,
    a.constraints, a.revoked
FROM shard.artifact AS a LEFT JOIN shard.key AS key ON key.id = a.key;

INSERT INTO temp.located (kind, identity, path, container, trail, revision, date, source, at_head,
    reachable, position, encoding, structure, locked, lock)
SELECT a.kind, a.identity, labelled(f.path), f.container, p.trail, f.revision, f.date, f.source, f.at_head,
    f.reachable, p.position, p.encoding, p.structure, p.locked, p.lock
FROM shard.place AS p
JOIN shard.artifact AS a ON a.id = p.artifact
JOIN shard.file AS f ON f.id = p.file;

INSERT INTO temp.located_problem (path, trail, revision, stage, code, detail)
SELECT labelled(path), trail, revision, stage, code, detail FROM shard.problem;

INSERT INTO temp.located_observation (path, container, trail, revision, live, code, line, column,
    detail)
SELECT labelled(path), container, trail, revision, live, code, line, column, detail FROM shard.observation;

INSERT OR IGNORE INTO link (path, target) SELECT labelled(path), target FROM shard.link;

-- A name may be a whole path or not: the bytes of both are kept.
INSERT OR IGNORE INTO staging.raw_name (shown, bytes) SELECT shown, bytes FROM shard.raw_name
UNION ALL SELECT labelled(shown), CAST(labelled(bytes) AS BLOB) FROM shard.raw_name;

INSERT INTO temp.located_reference (path, container, trail, revision, family, directive, role,
    line, block, name)
SELECT labelled(path), container, trail, revision, family, directive, role, line, block, name
FROM shard.reference;

INSERT INTO temp.located_appearance (path, object, first_commit, first_date, last_commit, last_date,
    refs, state, in_work_tree, repository, work_tree)
SELECT labelled(path), object, first_commit, first_date, last_commit, last_date, refs, state,
    in_work_tree, labelled(repository), labelled(work_tree)
FROM shard.appearance;

-- A label goes in front of one that a merge before this gave.
INSERT INTO root (shown, label)
SELECT labelled(shown), rtrim(labelled(label || '/'), '/') FROM shard.root AS taken
WHERE NOT EXISTS (SELECT 1 FROM root WHERE root.shown = labelled(taken.shown)) ORDER BY taken.id;

INSERT INTO account (layer, state, reason, things, bytes)
SELECT layer, state, reason, things, bytes FROM shard.account WHERE true
ON CONFLICT (layer, state, reason)
DO UPDATE SET things = things + excluded.things, bytes = bytes + excluded.bytes;
