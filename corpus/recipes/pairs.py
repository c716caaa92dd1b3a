"""Keys and certificates side by side, and configurations that name them."""

from cryptography.hazmat.primitives.asymmetric import rsa

from recipes.common import ANY_PATH, ANY_TRAIL
from recipes.files import File
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import pkcs8, public, traditional
from recipes.store import Store

EC_PARAMETERS = ("-----BEGIN EC PARAMETERS-----\n"
                 "BggqhkjOPQMBBw==\n"
                 "-----END EC PARAMETERS-----\n")


def side_by_side():
    store = Store("pairs")
    root = authority("Pairs Root", ec_key())
    second = authority("Pairs Second Root", ec_key())
    issuing = authority("Pairs Issuing", ec_key(), root)
    stray = ec_key()
    server = issue("pairs server", ec_key(), issuing)

    store.pem("trust/ca-bundle.pem", root.certificate, second.certificate, pkcs8(stray))
    key = store.files["trust/ca-bundle.pem"].places[2].item
    store.finding("key-in-truststore", "trust/ca-bundle.pem", "a key behind two roots", key)
    store.finding("key-orphaned", "trust/ca-bundle.pem", "no certificate has this key", key)
    store.pem("issuing/issuing.pem", issuing.private_key, issuing.certificate, root.certificate)
    store.no_finding("key-in-truststore", "issuing/issuing.pem",
                     "an authority's key with its own certificate and chain")

    store.pem("late/server.pem", issuing.certificate, server.certificate)
    store.pem("late/server.key", server.private_key)
    store.finding("chain-leaf-not-first", "late/server.pem", "its issuer comes first",
                  issuing.certificate)
    store.expect("finding", "late/server.pem", ANY_TRAIL, "chain-order", "its issuer comes first")
    store.pem("first/server.pem", server.certificate, issuing.certificate)
    store.pem("first/server.key", server.private_key)
    store.no_finding("chain-leaf-not-first", "first/server.pem", "the leaf comes first")

    one = issue("pairs one", ec_key(), issuing)
    store.pem("reused/one.pem", one.certificate, issuing.certificate)
    store.pem("reused/other.pem", issue("pairs other", one.key, issuing).certificate,
              issuing.certificate)
    store.expect("finding", "reused/one.pem", "line 1", "key-reused", "two names, one key")
    renewed = issue("pairs renewed", ec_key(), issuing)
    store.pem("renewed/old.pem", renewed.certificate, issuing.certificate)
    store.pem("renewed/new.pem", issue("pairs renewed", renewed.key, issuing).certificate,
              issuing.certificate)
    store.no_finding("key-reused", "renewed/old.pem", "one name: renewed with its key")
    store.no_finding("key-reused", "renewed/new.pem", "one name: renewed with its key")

    numbers = rsa_key().public_key().public_numbers()
    odd = rsa.RSAPublicNumbers(17, numbers.n)
    store.pem("exponents/usual.pub.pem", public(_of(numbers)))
    store.pem("exponents/other.pub.pem", public(_of(odd)))
    store.pem("exponents/unrelated.pub.pem", public(rsa_key()))
    store.expect("finding", ANY_PATH, "line 1", "key-same-modulus-other-exponent",
                 "one modulus, two exponents: told at either")
    store.finding("key-weak", "exponents/other.pub.pem", "exponent 17")
    store.no_finding("key-same-modulus-other-exponent", "exponents/unrelated.pub.pem",
                     "another modulus")
    return store


class _of:
    """Stands for a private key of which only the public half is wanted."""

    def __init__(self, numbers):
        self.half = numbers.public_key()

    def public_key(self):
        return self.half


def text(store, path, content):
    store.add(path, File(content.encode()))


def pair(store, folder, party, other_key=None):
    store.pem(f"{folder}/server.crt", party.certificate)
    store.pem(f"{folder}/private.key", pkcs8(other_key or party.key))


def nginx():
    store = Store("configurations-nginx")
    root = authority("Nginx Root", ec_key())
    right, wrong = issue("right.example", ec_key(), root), issue("wrong.example", ec_key(), root)
    alone, stranger = issue("alone.example", ec_key(), root), ec_key()
    pair(store, "right", right)
    pair(store, "wrong", wrong, stranger)
    store.pem("alone/server.crt", alone.certificate)
    store.pem("clients.pem", root.certificate)
    text(store, "nginx.conf", """http {
    server {
        ssl_certificate     right/server.crt;
        ssl_certificate_key right/private.key;
        ssl_client_certificate clients.pem;
    }
    server {
        ssl_certificate     /srv/tls/wrong/server.crt;
        ssl_certificate_key /srv/tls/wrong/private.key;
    }
    server {
        ssl_certificate     alone/server.crt;
        ssl_certificate_key alone/secret.key;
        ssl_trusted_certificate /etc/ssl/certs/outside.pem;
    }
    server {
        ssl_certificate     sites/$ssl_server_name.crt;
    }
}
""")
    store.finding("key-cert-mismatch", "wrong/private.key", "one server block names both")
    store.finding("key-orphaned", "wrong/private.key", "no certificate has this key")
    store.no_finding("key-cert-mismatch", "right/private.key", "its block names its certificate")
    store.expect("finding", "nginx.conf", "", "config-names-missing-file", "alone/secret.key")
    store.finding("cert-without-key", "wrong/server.crt", "its key is not there")
    store.finding("cert-without-key", "alone/server.crt", "its key is not there")
    store.no_finding("cert-without-key", "right/server.crt", "its key is there")
    return store


def apache():
    store = Store("configurations-apache")
    root = authority("Apache Root", ec_key())
    party = issue("apache.example", ec_key(), root)
    pair(store, "tls", party)
    store.pem("tls/clients.pem", root.certificate)
    text(store, "site.conf", """<VirtualHost *:443>
    SSLCertificateFile    /usr/local/apache2/conf/tls/server.crt
    SSLCertificateKeyFile /usr/local/apache2/conf/tls/private.key
    SSLCACertificateFile  "/usr/local/apache2/conf/tls/clients.pem"
    SSLCertificateChainFile /usr/local/apache2/conf/outside.pem
</VirtualHost>
""")
    store.expect("no-finding", "site.conf", "*", "config-names-missing-file",
                 "found by the ends of their paths, or outside of what is swept")
    return store


def for_kafka():
    store = Store("profile-kafka-pem--keys")
    root = authority("Kafka Root", ec_key())
    old, new = issue("old.example", rsa_key(), root), issue("new.example", rsa_key(), root)
    store.pem("root.pem", root.certificate)
    store.pem("old.pem", old.certificate)
    store.pem("old.key", traditional(old.key))
    store.pem("new.pem", new.certificate)
    store.pem("new.key", new.private_key)
    store.finding("key-not-pkcs8", "old.key", "PKCS#1")
    store.no_finding("key-not-pkcs8", "new.key", "PKCS#8")
    return store


def for_cloudflare():
    store = Store("profile-cloudflare-custom--keys")
    root = authority("Cloudflare Root", ec_key())
    with_block = issue("with.example", ec_key(), root)
    without = issue("without.example", ec_key(), root)
    store.pem("root.pem", root.certificate)
    store.pem("with.pem", with_block.certificate)
    store.pem("with.key", EC_PARAMETERS, traditional(with_block.key))
    store.pem("without.pem", without.certificate)
    store.pem("without.key", traditional(without.key))
    store.expect("finding", "with.key", "", "key-ec-params-block", "the block stands first")
    store.no_finding("key-ec-params-block", "without.key", "no such block")
    return store


def build():
    return [side_by_side(), nginx(), apache(), for_kafka(), for_cloudflare()]
