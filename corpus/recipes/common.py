"""Constants that every recipe shares."""

import warnings
from datetime import datetime
from pathlib import Path

from cryptography.x509.oid import ExtendedKeyUsageOID


HERE = Path(__file__).resolve().parents[1]

# The instant at which every store is judged: certsweep STORE --at 2026-11-01T00:00:00Z
JUDGED_AT = datetime(2026, 11, 1)
VALID_FROM = datetime(2025, 1, 1)
VALID_UNTIL = datetime(2045, 1, 1)
# Of everything inside an archive, so that a rebuild differs only in the keys.
MEMBER_TIME = datetime(2025, 1, 1)
MEMBER_EPOCH = 1735689600

PASSPHRASE = b"certsweep"
SERVER = (ExtendedKeyUsageOID.SERVER_AUTH,)
CLIENT = (ExtendedKeyUsageOID.CLIENT_AUTH,)
ANY_TRAIL = "*"
ANY_PATH = "*"

CHECKS = """key-orphaned key-cert-mismatch key-in-git-history key-committed key-staged key-in-archive
    client-selfsigned-untrusted client-selfsigned-altered issuer-not-in-truststore
    chain-incomplete chain-issuer-missing signature-invalid expired expires-soon
    signature-weak key-weak extension-content-mismatch pem-markers-glued pem-bom pem-utf16
    pem-indented pem-blank-line pem-dashes pem-escaped-newlines pem-bad-base64 pem-truncated
    pem-label-wrong pem-trusted-label pem-crlf pem-text-around der-trailing-data file-empty
    file-without-certificate base64-twice k8s-tls-incomplete istio-cacerts-incomplete
    hash-link-stale kdf-cost-refused key-encrypted password-wrong pkcs12-java-untrusted
    client-text-differs other-secret-key other-public-key pem-elided truststore-missing-root
    truststore-subject-conflict truststore-rekeyed-ca truststore-has-leaf
    truststore-root-not-selfsigned truststore-expired truststore-not-yet-valid
    truststore-duplicate truststore-over-limit truststore-public-ca truststore-drift key-published
    not-yet-valid dates-inverted eku-no-client-auth eku-no-server-auth ku-no-digital-signature
    validity-too-long san-missing serial-bad serial-duplicate cert-not-v3 client-is-ca
    pkcs12-legacy pkcs12-no-chain pkcs12-too-new chain-order chain-has-root
    chain-unrelated-cert chain-expired chain-expired-alternate chain-too-long chain-bound-hit
    pathlen-violated issuer-not-ca issuer-no-keycertsign name-constraint-violation
    unknown-critical-extension extension-malformed aki-ski-mismatch same-dn-leaf-ca
    eku-chain-excludes-client eku-chain-excludes-server chain-cycle cert-revoked-by-crl
    crl-expired key-in-truststore key-reused key-same-modulus-other-exponent key-not-pkcs8
    config-names-missing-file format-unread chain-leaf-not-first key-ec-params-block cert-without-key
    key-permissions key-invalid key-compromised-roca key-compromised-fermat
    key-compromised-shared-prime key-compromised-debian signature-fields-differ crl-set-incomplete
    eku-client-auth-ending quantum-vulnerable chain-undecided key-not-compared""".split()

LARGEST_FILE = 300_000
LARGEST_CORPUS = 3_000_000

# The markers are put together here so that this script, when it is swept itself, holds none.
DASHES = "-" * 5
BEGIN = DASHES + "BEGIN "
END = DASHES + "END "

# SHA-1 and MD5 signatures are made on purpose.
warnings.filterwarnings("ignore", message=".*signatures are deprecated.*")
