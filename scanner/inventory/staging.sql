-- What workers report, in the order it arrives. Copied into the final tables by settle.sql.
CREATE TABLE staging.key (
    spki_sha256 BLOB PRIMARY KEY, spki BLOB, algorithm TEXT, curve TEXT, bits INTEGER,
    modulus_sha1 BLOB, modulus_at INTEGER, modulus_bytes INTEGER, exponent_at INTEGER,
    exponent_bytes INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE staging.artifact (
    kind TEXT, identity BLOB, sha256 BLOB, spki_sha256 BLOB, algorithm TEXT, der BLOB,
    subject TEXT, issuer TEXT, subject_name BLOB, issuer_name BLOB, serial TEXT,
    not_before TEXT, not_after TEXT, signature_algorithm TEXT, signature_digest TEXT,
    version INTEGER, is_ca INTEGER, is_self_issued INTEGER, is_self_signed INTEGER,
    path_length INTEGER, key_usage INTEGER, extended_key_usage TEXT,
    subject_key_identifier TEXT, authority_key_identifier TEXT, alternative_names TEXT,
    name_hash TEXT, name_hash_old TEXT, faults TEXT, deviations TEXT, policy TEXT, names BLOB,
    constraints BLOB, revoked BLOB
) STRICT;
-- Apart from the rows: those are long, come in any order, and are only ever added at the end.
CREATE UNIQUE INDEX staging.artifact_identity ON artifact (kind, identity);

-- repository and object are '' and NULL outside git.
CREATE TABLE staging.place (
    kind TEXT, identity BLOB, path TEXT, repository TEXT, object BLOB, container TEXT, trail TEXT,
    position INTEGER, source TEXT, encoding TEXT, structure TEXT, locked INTEGER, lock TEXT
) STRICT;

CREATE TABLE staging.problem (
    path TEXT, repository TEXT, object BLOB, trail TEXT, stage TEXT, code TEXT, detail TEXT
) STRICT;

CREATE TABLE staging.observation (
    path TEXT, repository TEXT, object BLOB, container TEXT, trail TEXT, code TEXT, line INTEGER,
    column INTEGER, detail TEXT
) STRICT;

CREATE TABLE staging.reference (
    path TEXT, repository TEXT, object BLOB, container TEXT, trail TEXT, family TEXT,
    directive TEXT, role TEXT, line INTEGER, block INTEGER, name TEXT
) STRICT;

CREATE TABLE staging.appearance (
    repository TEXT, object BLOB, path TEXT, revision TEXT, date TEXT, at_head INTEGER,
    reachable INTEGER, rank INTEGER, last TEXT, last_date TEXT, refs TEXT, is_staged INTEGER,
    work_tree TEXT
) STRICT;
CREATE INDEX staging.appearance_object ON appearance (repository, object);

-- Objects that stand for a file: content is its path.
CREATE TABLE staging.pointer (repository TEXT, object BLOB, content TEXT) STRICT;

-- Names of files that have several. path: raw bytes below the root.
CREATE TABLE staging.linked (
    device INTEGER, inode INTEGER, root INTEGER, path BLOB
) STRICT;

CREATE TABLE staging.searched (stamp BLOB, locked INTEGER, what BLOB) STRICT;
CREATE TABLE staging.searched_nothing (stamps BLOB) STRICT;
CREATE TABLE staging.searched_pack (stamp BLOB, done INTEGER, total INTEGER) STRICT;

CREATE TABLE staging.raw_name (
    shown TEXT PRIMARY KEY, bytes BLOB
) STRICT, WITHOUT ROWID;

-- Everything with its path, before it is put in order; doubles do no harm. See locate.sql, take.sql.
CREATE TEMP TABLE located (
    kind TEXT, identity BLOB, path TEXT, container TEXT, trail TEXT, revision TEXT, date TEXT,
    source TEXT, at_head INTEGER, reachable INTEGER, position INTEGER, encoding TEXT,
    structure TEXT, locked INTEGER, lock TEXT
) STRICT;

CREATE TEMP TABLE located_problem (
    path TEXT, trail TEXT, revision TEXT, stage TEXT, code TEXT, detail TEXT
) STRICT;

CREATE TEMP TABLE located_observation (
    path TEXT, container TEXT, trail TEXT, revision TEXT, live INTEGER, code TEXT, line INTEGER,
    column INTEGER, detail TEXT
) STRICT;

CREATE TEMP TABLE located_reference (
    path TEXT, container TEXT, trail TEXT, revision TEXT, family TEXT, directive TEXT, role TEXT,
    line INTEGER, block INTEGER, name TEXT
) STRICT;
CREATE INDEX temp.located_reference_path ON located_reference (path, container);

CREATE TEMP TABLE located_appearance (
    path TEXT, object TEXT, first_commit TEXT, first_date TEXT, last_commit TEXT, last_date TEXT,
    refs TEXT, state TEXT, in_work_tree INTEGER, repository TEXT, work_tree TEXT
) STRICT;

-- Findings as the checks report them, until they are put in order.
CREATE TEMP TABLE reported AS SELECT * FROM finding;
