-- The inventory of one scan. Everything here is public: no private number, passphrase or PEM body.
-- Times are text, YYYY-MM-DDTHH:MM:SSZ, UTC. Digests are blobs: use lower(hex(x)) to read them.
-- Paths and names are shown text: valid UTF-8, with other bytes and control characters as \xHH.
-- Every id follows the order of content, so the same input gives the same file, byte for byte.

-- What was run: program, version, at, truststores asked for, sandbox.
CREATE TABLE scan (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE root (
    id    INTEGER PRIMARY KEY, -- order on the command line, from 1
    shown TEXT NOT NULL,
    label TEXT NOT NULL -- of a merge: the part of shown in front of what was swept; '' elsewhere
) STRICT;

-- Symbolic links on disk that by their names lead to keys or certificates: not followed, but a
-- configuration may name them.
CREATE TABLE link (
    path   TEXT PRIMARY KEY,
    target TEXT NOT NULL -- as the link has it: relative to its folder, or absolute
) STRICT, WITHOUT ROWID;

-- A public key; what groups keys, certificates and requests.
CREATE TABLE key (
    id           INTEGER PRIMARY KEY,
    spki_sha256  BLOB NOT NULL UNIQUE, -- SHA-256 of spki
    spki         BLOB NOT NULL,        -- DER SubjectPublicKeyInfo, uncompressed points, named curves
    algorithm    TEXT NOT NULL,        -- RSA, EC, Ed25519, ML-DSA-65, or a dotted OID
    curve        TEXT NOT NULL,        -- '' where there is none
    bits         INTEGER,              -- NULL where a size in bits says nothing
    modulus_sha1 BLOB,                 -- RSA: what openssl ... -noout -modulus | openssl sha1 prints
    modulus_at   INTEGER,              -- RSA: where spki has its numbers, from 0; NULL elsewhere
    modulus_bytes  INTEGER,
    exponent_at    INTEGER,
    exponent_bytes INTEGER
) STRICT;

-- A distinct find, however many places hold it.
CREATE TABLE artifact (
    id                       INTEGER PRIMARY KEY,
    kind                     TEXT NOT NULL CHECK (kind IN ('certificate', 'private-key',
                                 'public-key', 'request', 'crl', 'keystore')),
    identity                 BLOB NOT NULL, -- with kind: the same thing
    sha256                   BLOB,          -- of the DER: certificates, requests, CRLs, locked things
    key                      INTEGER REFERENCES key (id), -- NULL: public half not known
    algorithm                TEXT NOT NULL, -- of the key, also where the public half is not known
    der                      BLOB,          -- certificates, requests, CRLs
    -- certificates; requests and CRLs have some of it; '' or NULL elsewhere
    subject                  TEXT NOT NULL, -- as openssl x509 -noout -subject prints it
    issuer                   TEXT NOT NULL,
    subject_name             BLOB,          -- SHA-256 of the name in comparison form
    issuer_name              BLOB,
    serial                   TEXT NOT NULL, -- lower-case hexadecimal
    not_before               TEXT NOT NULL, -- CRL: this update
    not_after                TEXT NOT NULL, -- CRL: next update
    signature_algorithm      TEXT NOT NULL,
    signature_digest         TEXT NOT NULL, -- SHA256, SHA1, MD5, ...; '' where none of its own
    version                  INTEGER,
    is_ca                    INTEGER,       -- 0 or 1; NULL where it does not apply, likewise below
    is_self_issued           INTEGER,       -- subject equals issuer
    is_self_signed           INTEGER,       -- and the signature verifies with its own key; NULL: undecided
    path_length              INTEGER,
    key_usage                INTEGER,       -- bits as RFC 5280 4.2.1.3 numbers them, 128 = bit 0
    extended_key_usage       TEXT,          -- 'clientAuth,serverAuth,1.2.3'; NULL where absent
    subject_key_identifier   TEXT NOT NULL, -- hexadecimal
    authority_key_identifier TEXT NOT NULL,
    alternative_names        TEXT NOT NULL,
    name_hash                TEXT NOT NULL, -- openssl x509 -subject_hash; CRL: openssl crl -hash
    name_hash_old            TEXT NOT NULL, -- likewise -subject_hash_old, -hash_old
    faults                   TEXT NOT NULL, -- 'CODE DETAIL; ...': why nobody may rely on it
    deviations               TEXT NOT NULL, -- likewise: rules of RFC 5280 section 4 or 5 it breaks
    policy                   TEXT NOT NULL, -- what path validation reads of policies
    names                    BLOB,          -- what name constraints are held against
    constraints              BLOB,          -- name constraints that it imposes
    revoked                  BLOB,          -- CRL: serial numbers it lists
    role                     TEXT NOT NULL DEFAULT '', -- certificate: ca, client, server, both, other
    role_reason              TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, identity)
) STRICT;
CREATE INDEX artifact_key ON artifact (key);
CREATE INDEX artifact_subject ON artifact (subject_name);
CREATE INDEX artifact_issuer ON artifact (issuer_name);

-- Something with a path: a file, an archive member, a git object at a path.
CREATE TABLE file (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,    -- root and path below it; git: path below the work tree
    container TEXT NOT NULL,    -- member inside it, nested members joined by '!'; '' for the file
    revision  TEXT NOT NULL,    -- commit that introduced it; '' outside git history
    date      TEXT NOT NULL,    -- author date of that commit
    source    TEXT NOT NULL CHECK (source IN ('file', 'git', 'input')),
    at_head   INTEGER,          -- git: HEAD has it there; NULL elsewhere
    reachable INTEGER,          -- git: a ref leads to it
    live      INTEGER NOT NULL, -- on disk, on standard input, or at HEAD: not only history
    -- 1: the container is no file of an archive, but a part of a text: 'block LINE/NAME'
    is_part   INTEGER NOT NULL GENERATED ALWAYS AS (container GLOB 'block [0-9]*/*'
                  OR container GLOB '*!block [0-9]*/*') VIRTUAL,
    UNIQUE (path, container, revision)
) STRICT;

-- Where git's history has an object in which something was found: one row for each path.
CREATE TABLE appearance (
    id           INTEGER PRIMARY KEY,
    path         TEXT NOT NULL, -- as in file; where no tree names the object, the git directory
    object       TEXT NOT NULL, -- hexadecimal id
    first_commit TEXT NOT NULL, -- that brought it there; '' where none has it
    first_date   TEXT NOT NULL, -- author date, likewise below
    last_commit  TEXT NOT NULL, -- that has it there
    last_date    TEXT NOT NULL,
    refs         TEXT NOT NULL, -- whose history has one of the two: 'heads/main, tags/1.0 +3 more'
    state        TEXT NOT NULL -- staged: in the index, and not at HEAD
        CHECK (state IN ('at HEAD', 'staged', 'reachable', 'unreachable')),
    in_work_tree INTEGER NOT NULL, -- a file at that path holds some of the same
    repository   TEXT NOT NULL, -- the git directory, as path
    work_tree    TEXT NOT NULL  -- the folder that the path begins with; '' where there is none
) STRICT;
CREATE INDEX appearance_path ON appearance (path, first_commit);

-- Where an artifact lies.
CREATE TABLE place (
    id        INTEGER PRIMARY KEY,
    artifact  INTEGER NOT NULL REFERENCES artifact (id),
    file      INTEGER NOT NULL REFERENCES file (id),
    trail     TEXT NOT NULL,    -- container and the place inside it: 'a.tar!b.pem!line 7'
    position  INTEGER NOT NULL, -- byte inside the container; gives the order in a bundle
    encoding  TEXT NOT NULL,    -- pem, der, ...
    structure TEXT NOT NULL,    -- X.509, PKCS#1, PKCS#8, SEC1, ...
    locked    INTEGER NOT NULL, -- not readable without a passphrase
    lock      TEXT NOT NULL     -- cipher, derivation, rounds; ', opened' where a passphrase fitted
) STRICT;
CREATE INDEX place_artifact ON place (artifact, file);
CREATE INDEX place_file ON place (file, position);

-- The bytes behind shown paths, containers and trails that do not look like what they are: not UTF-8,
-- with control characters, or with backslashes of their own, which are shown twice.
CREATE TABLE raw_name (
    shown TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What could not be used, or only in part. Nothing is dropped without a row here.
CREATE TABLE problem (
    id       INTEGER PRIMARY KEY,
    path     TEXT NOT NULL,
    trail    TEXT NOT NULL,
    revision TEXT NOT NULL,
    stage    TEXT NOT NULL, -- walk, open, read, decode, archive, git, worker, scan
    code     TEXT NOT NULL, -- stable word
    detail   TEXT NOT NULL  -- the rest of the sentence
) STRICT;

-- How something is written, where that matters to those who will read it. Git objects that no tree
-- names are left out: nobody reads them.
CREATE TABLE observation (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,
    container TEXT NOT NULL,
    trail     TEXT NOT NULL,
    revision  TEXT NOT NULL,
    live      INTEGER NOT NULL, -- as in file
    code      TEXT NOT NULL,    -- the check it is evidence for
    line      INTEGER NOT NULL, -- from 1; 0 where lines mean nothing
    column    INTEGER NOT NULL,
    detail    TEXT NOT NULL
) STRICT;
CREATE INDEX observation_code ON observation (code);

-- What configuration files name, on disk and at HEAD. References of one block belong together.
-- file and verdict are derived after the scan.
CREATE TABLE reference (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,    -- of the configuration; likewise container, trail and revision
    container TEXT NOT NULL,
    trail     TEXT NOT NULL,
    revision  TEXT NOT NULL,
    family    TEXT NOT NULL,    -- whose configuration: nginx, apache, haproxy, ...
    directive TEXT NOT NULL,    -- ssl_certificate, SSLCACertificateFile, ...
    role      TEXT NOT NULL CHECK (role IN ('certificate', 'key', 'chain', 'client truststore',
                  'server truststore', 'truststore', 'keystore', 'revocation list')),
    line      INTEGER NOT NULL, -- from 1
    block     INTEGER NOT NULL, -- line on which its block begins; 0: the file is one block
    name      TEXT NOT NULL,    -- the path as written
    file      INTEGER REFERENCES file (id), -- NULL: not found, or not told from others
    verdict   TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'found', 'several', 'missing',
                  'outside', 'template', 'example'))
        -- several: equals, none is taken; missing: below a root, and nothing there; outside: not
        -- where was searched; template: filled in later; example: in prose or a program
) STRICT;
CREATE INDEX reference_file ON reference (file);
CREATE INDEX reference_block ON reference (path, container, revision, block);

-- What a configuration presents, where its directive is one of servers, or of clients, alone: HAProxy's
-- crt, for one, stands on both sides.
CREATE VIEW presentation AS
SELECT * FROM (
    SELECT id, file, path, container, line, directive, CASE
        WHEN family = 'curl' OR lower(directive) IN ('proxy_ssl_certificate', 'grpc_ssl_certificate',
             'uwsgi_ssl_certificate', 'sslproxymachinecertificatefile', 'sslcert', 'pgsslcert',
             'client-certificate', 'kubelet-client-certificate', 'etcd-certfile',
             'proxy-client-cert-file', 'smtp_tls_cert_file', 'tls_cert', 'ldap_tls_cert',
             'client_cert')
            THEN 'client'
        WHEN family IN ('bind', 'syslog-ng') THEN NULL -- of both, by one name
        WHEN family = 'caddy'
            OR lower(directive) IN ('ssl_certificate', 'sslcertificatefile', 'ssl_cert_file',
             'server.ssl.certificate', 'tls-cert-file', 'tlscertfile', 'cert-file',
             'etcd_cert_file', 'key-store', 'server_ssl_key_store', 'smtpd_tls_cert_file',
             'smtpd_tls_eccert_file', 'ssl_server_cert_file', 'tlscertificatefile',
             'olctlscertificatefile', 'tlsrsacertificatefile', 'tlseccertificatefile',
             'rsa_cert_file', 'xpack.security.http.ssl.certificate',
             'plugins.security.ssl.http.pemcert_filepath', 'certificatekeystorefile',
             'certificatefile')
             OR lower(directive) GLOB '*server.ssl.key-store'
             OR lower(directive) GLOB '*server.ssl.keystore'
            THEN 'server'
        END AS side
    FROM reference WHERE file IS NOT NULL AND role IN ('certificate', 'keystore')
) WHERE side IS NOT NULL;

-- Things and bytes by layer: seen = read + skipped. 'not followed' entries have no bytes to read.
CREATE TABLE account (
    layer  TEXT NOT NULL, -- file, git object, archive member, standard input, entry
    state  TEXT NOT NULL CHECK (state IN ('seen', 'read', 'skipped', 'not followed')),
    reason TEXT NOT NULL, -- '' for seen and read
    things INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    PRIMARY KEY (layer, state, reason)
) STRICT, WITHOUT ROWID;

-- For the next run (--previous). The stamp of a thing changes when the thing does; what came of it is
-- kept as the records a worker sent, without DER and SPKI. No secret is in them either.
CREATE TABLE searched (
    id     INTEGER PRIMARY KEY,
    stamp  BLOB NOT NULL UNIQUE,
    locked INTEGER NOT NULL, -- depends on the passphrases that were tried
    what   BLOB NOT NULL
) STRICT;

-- Stamps of files in which nothing was found: 24 bytes each, ascending over all parts.
CREATE TABLE searched_nothing (
    part   INTEGER PRIMARY KEY,
    stamps BLOB NOT NULL
) STRICT;

-- Relations: derived from the above after the scan, row by row. Their CHECKs spell out what IN says
-- elsewhere: for each statement SQLite builds a table of the values behind an IN.

-- Did this key sign this certificate or CRL? Tried where the names match.
CREATE TABLE signature (
    certificate INTEGER NOT NULL REFERENCES artifact (id),
    issuer_key  INTEGER NOT NULL REFERENCES key (id),
    verdict     TEXT NOT NULL CHECK (verdict = 'valid' OR verdict = 'invalid'
                    OR verdict = 'undecided'),
    PRIMARY KEY (certificate, issuer_key)
) STRICT, WITHOUT ROWID;

-- What the public knows by digest: a root of the web, what names the key of one as its issuer's, a key
-- whose private half is published.
CREATE TABLE known (
    artifact INTEGER PRIMARY KEY REFERENCES artifact (id),
    kind     TEXT NOT NULL CHECK (kind IN ('web root', 'below web root',
                 'published key')),
    source   TEXT NOT NULL -- the root's name; where the key is published
) STRICT;

-- What a public key shows of itself, or beside others. other: the key that it shares a prime with.
CREATE TABLE key_weakness (
    key    INTEGER NOT NULL REFERENCES key (id),
    code   TEXT NOT NULL CHECK (code IN ('invalid', 'bad exponent', 'small exponent', 'roca',
               'fermat', 'shared prime', 'debian')),
    detail TEXT NOT NULL, -- in words
    other  INTEGER REFERENCES key (id),
    PRIMARY KEY (key, code)
) STRICT, WITHOUT ROWID;

-- Files taken for truststores, and why. Members: the certificates whose place is in the file.
CREATE TABLE truststore (
    file        INTEGER PRIMARY KEY REFERENCES file (id),
    reason      TEXT NOT NULL,
    -- How it was recognised, the surest first. 'weak name': a server's own chain may be called so.
    recognised  TEXT NOT NULL CHECK (recognised IN ('operator', 'configuration', 'keystore',
                    'name', 'weak name', 'system')),
    is_web_list INTEGER NOT NULL -- 1: a list of the web's public roots, such as a browser has
) STRICT;

-- The certificates in each, so that questions about members need not run over every place.
CREATE TABLE truststore_member (
    artifact     INTEGER NOT NULL REFERENCES artifact (id),
    file         INTEGER NOT NULL REFERENCES truststore (file),
    key          INTEGER, -- of the certificate, as in artifact
    subject_name BLOB,    -- likewise
    PRIMARY KEY (artifact, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX truststore_member_key ON truststore_member (key);
CREATE INDEX truststore_member_subject ON truststore_member (subject_name, file);

-- Expired certificates that have been replaced: each of their places in use lies beside a valid one
-- for the same names, and no configuration names them.
CREATE TABLE retirement (
    certificate INTEGER PRIMARY KEY REFERENCES artifact (id),
    heir        INTEGER NOT NULL REFERENCES place (id) -- of a valid one, beside its first place
) STRICT;

-- Clients of others' servers: what those trust lies with them, so no truststore beside such a client
-- is held against it.
CREATE TABLE outward_client (
    certificate INTEGER PRIMARY KEY REFERENCES artifact (id),
    reason      TEXT NOT NULL
) STRICT;

-- What each truststore near a client's certificate makes of it. 'member': holds these bytes; 'path':
-- holds a certificate of its path; 'same key', 'same subject': holds another with that.
CREATE TABLE client_trust (
    certificate INTEGER NOT NULL REFERENCES artifact (id),
    truststore  INTEGER NOT NULL REFERENCES truststore (file),
    rank        INTEGER NOT NULL, -- 0: the nearest
    state       TEXT NOT NULL CHECK (state = 'member' OR state = 'path' OR state = 'same key'
                    OR state = 'same subject' OR state = 'missing'),
    PRIMARY KEY (certificate, rank)
) STRICT, WITHOUT ROWID;

-- Where a client lies nearest to truststores that hold nothing of its path, though others may.
CREATE TABLE client_refusal (
    certificate INTEGER NOT NULL REFERENCES artifact (id),
    place       INTEGER NOT NULL REFERENCES place (id),
    truststore  INTEGER NOT NULL REFERENCES truststore (file), -- that a configuration names
    PRIMARY KEY (certificate, place)
) STRICT, WITHOUT ROWID;

-- The chain of each live certificate: of all but CAs, which have one too, somebody is sent it.
CREATE TABLE chain (
    certificate INTEGER PRIMARY KEY REFERENCES artifact (id),
    verdict     TEXT NOT NULL CHECK (verdict = 'complete' OR verdict = 'elsewhere'
                    OR verdict = 'unanchored' OR verdict = 'broken' OR verdict = 'issuer-missing'
                    OR verdict = 'signature-invalid' OR verdict = 'self-signed'
                    OR verdict = 'undecided'),
    detail      TEXT NOT NULL, -- what is missing or where it was found, in words
    valid       INTEGER NOT NULL, -- 1: a path that keeps RFC 5280 section 6.1, EKU of CAs included
    anchor      TEXT NOT NULL CHECK (anchor = 'truststore' OR anchor = 'self-signed'
                    OR anchor = ''), -- its end
    purposes    TEXT NOT NULL, -- what the extended key usages on it allow: 'client', 'server', ...
    deviations  TEXT NOT NULL, -- rules for issuers that a certificate on it breaks
    bound_hit   INTEGER NOT NULL, -- 1: a bound of the search was hit, so there may be a better one
    file        INTEGER REFERENCES file (id) -- where it was judged as deployed
) STRICT;

-- The certificates of the path that was found, leaf first (position 0).
CREATE TABLE chain_link (
    certificate INTEGER NOT NULL REFERENCES artifact (id), -- the leaf
    position    INTEGER NOT NULL,
    member      INTEGER NOT NULL REFERENCES artifact (id),
    source      TEXT NOT NULL CHECK (source = 'leaf' OR source = 'same file'
                    OR source = 'truststore' OR source = 'elsewhere'),
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;

-- What is wrong with that path; 'expired-alternate' with another one.
CREATE TABLE chain_fault (
    certificate INTEGER NOT NULL REFERENCES artifact (id), -- the leaf
    position    INTEGER NOT NULL, -- order
    code        TEXT NOT NULL,    -- path_fault_name() in path_rules.c
    member      INTEGER NOT NULL REFERENCES artifact (id), -- at fault
    other       INTEGER NOT NULL REFERENCES artifact (id), -- towards this one
    detail      TEXT NOT NULL,
    PRIMARY KEY (certificate, position)
) STRICT, WITHOUT ROWID;

-- Files as a server would send them: PEM, one certificate that is not a CA, and more.
CREATE TABLE bundle (
    file     INTEGER NOT NULL REFERENCES file (id),
    position INTEGER NOT NULL, -- as in place
    member   INTEGER NOT NULL REFERENCES artifact (id),
    depth    INTEGER,          -- 0: the leaf, 1: its issuer, ...; NULL: on no path of the leaf
    PRIMARY KEY (file, position, member)
) STRICT, WITHOUT ROWID;

-- Files that list certificates for others: three or more that are no CAs, and no private key. Nobody
-- presents them as they stand. No truststores, and nothing that a configuration has presented.
CREATE TABLE listing (
    file INTEGER PRIMARY KEY REFERENCES file (id)
) STRICT;

-- CAs that certify each other in a circle, each circle with a number.
CREATE TABLE cycle (
    number INTEGER NOT NULL,
    member INTEGER NOT NULL REFERENCES artifact (id),
    PRIMARY KEY (number, member)
) STRICT, WITHOUT ROWID;

-- What the CRLs that were found say of a certificate.
CREATE TABLE revocation (
    certificate INTEGER PRIMARY KEY REFERENCES artifact (id),
    crl         INTEGER NOT NULL REFERENCES artifact (id),
    state       TEXT NOT NULL CHECK (state = 'good' OR state = 'revoked'
                    OR state = 'undetermined'),
    detail      TEXT NOT NULL -- reason of the revocation, or why the list cannot be applied
) STRICT;

CREATE INDEX chain_link_member ON chain_link (member);

-- Who depends on each member of a truststore: the leaves whose path ends there.
CREATE VIEW truststore_dependant AS
SELECT place.file AS truststore, link.member, link.certificate
FROM chain_link AS link
JOIN artifact AS leaf ON leaf.id = link.certificate
JOIN place ON place.artifact = link.member
JOIN truststore ON truststore.file = place.file
WHERE leaf.role <> 'ca' AND NOT EXISTS (SELECT 1 FROM chain_link AS next
    WHERE next.certificate = link.certificate AND next.position = link.position + 1);

-- What is wrong, and what to do about it.
CREATE TABLE finding (
    id       INTEGER PRIMARY KEY,
    check_id TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    title    TEXT NOT NULL,
    message  TEXT NOT NULL,
    remedy   TEXT NOT NULL,
    subject  TEXT NOT NULL, -- hexadecimal: spki_sha256 of a key, sha256 of a certificate
    artifact INTEGER REFERENCES artifact (id),
    path     TEXT NOT NULL,
    trail    TEXT NOT NULL,
    revision TEXT NOT NULL,
    profile  TEXT NOT NULL  -- the consumer whose rule is broken; '' where it is everybody's
) STRICT;

-- One row for each place of each artifact, the way artifacts.csv shows it.
CREATE VIEW artifact_place AS
SELECT place.id AS place, artifact.id AS artifact, file.id AS file, file.path, place.trail,
       file.container, file.is_part, file.revision, file.live, file.source, file.at_head,
       file.reachable, place.position, artifact.kind, place.encoding, place.structure, artifact.sha256,
       key.id AS key, key.spki_sha256, key.modulus_sha1, artifact.algorithm, key.bits,
       artifact.subject, artifact.issuer, artifact.serial, artifact.not_before,
       artifact.not_after, artifact.is_ca, artifact.is_self_signed, place.locked, place.lock,
       key.curve, artifact.signature_algorithm, artifact.signature_digest
FROM place
JOIN artifact ON artifact.id = place.artifact
JOIN file ON file.id = place.file
LEFT JOIN key ON key.id = artifact.key;

-- Places, with what their format is for where that is nothing that has certificates.
CREATE VIEW used_place AS
SELECT place.*,
       CASE
           WHEN encoding IN ('openssh', 'ssh', 'ssh2', 'putty', 'dropbear') THEN 'SSH'
           WHEN encoding = 'dnssec' THEN 'DNSSEC'
           WHEN encoding = 'jwk' THEN 'JOSE'
       END AS use
FROM place;

-- One row a key: who has it, and whether both halves are there. A private key is no orphan that
-- stands in nothing but formats without certificates, or whose public half is only in those of SSH.
CREATE VIEW key_group AS
SELECT key.id AS key, key.spki_sha256, key.modulus_sha1, key.algorithm, key.curve, key.bits,
       count(DISTINCT iif(artifact.kind = 'private-key', artifact.id, NULL)) AS private_keys,
       count(DISTINCT iif(artifact.kind = 'certificate', artifact.id, NULL)) AS certificates,
       count(DISTINCT iif(artifact.kind = 'request', artifact.id, NULL)) AS requests,
       count(place.id) AS places,
       CASE
           WHEN max(artifact.kind = 'private-key') AND max(artifact.kind = 'certificate')
               THEN 'paired'
           WHEN max(artifact.kind = 'private-key') AND max(use = 'SSH')
               AND NOT max(artifact.kind = 'request')
               AND (NOT max(artifact.kind = 'private-key' AND use IS NULL)
                    OR max(artifact.kind = 'public-key' AND use IS 'SSH')
                       AND NOT max(artifact.kind = 'public-key' AND use IS NOT 'SSH'))
               THEN 'SSH key'
           WHEN max(artifact.kind = 'private-key') AND NOT max(artifact.kind = 'request')
               AND NOT max(artifact.kind = 'private-key' AND use IS NULL)
               THEN max(use) || ' key'
           WHEN max(artifact.kind = 'private-key') THEN 'orphaned key'
           WHEN max(artifact.kind = 'certificate') THEN 'certificate only'
           WHEN max(artifact.kind = 'request') THEN 'request only'
           ELSE 'public key only'
       END AS state
FROM key
JOIN artifact ON artifact.key = key.id
LEFT JOIN used_place AS place ON place.artifact = artifact.id
GROUP BY key.id;
