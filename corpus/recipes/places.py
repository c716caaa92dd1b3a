"""Deployments side by side, and where the files of one lie."""

from datetime import datetime

from cryptography.x509.oid import ExtendedKeyUsageOID

from recipes.common import CLIENT, SERVER, VALID_UNTIL
from recipes.files import File
from recipes.issuing import authority, ec_key, issue
from recipes.items import pkcs8, public
from recipes.store import Store

SIGNER = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)
ENDED = datetime(2026, 1, 1)
NGINX = """server {
    ssl_certificate        /etc/nginx/tls/web-chain.pem;
    ssl_certificate_key    /etc/nginx/tls/secret.pem;
    ssl_client_certificate /etc/nginx/tls/partners.pem;
}
"""


def text(store, path, content):
    store.add(path, File(content.encode()))


def environment(store, folder, web, key, trusted, partner):
    text(store, f"{folder}/nginx/nginx.conf", NGINX)
    store.pem(f"{folder}/nginx/tls/web-chain.pem", web.certificate)
    store.pem(f"{folder}/nginx/tls/secret.pem", pkcs8(key))
    store.pem(f"{folder}/nginx/tls/partners.pem", trusted.certificate)
    store.pem(f"{folder}/partner/client.pem", partner.certificate)


def environments():
    """Two deployments whose configurations name the same absolute paths, and one of other names."""
    store = Store("places-environments")
    production, staging, former, lab = (
        authority(f"Places {word} Root", ec_key()) for word in ("Production", "Staging", "Former",
                                                                "Lab"))
    for folder, root, trusted in (("production", production, production),
                                  ("staging", staging, former)):
        web = issue("web.places.example", ec_key(), root)
        environment(store, folder, web, web.key if root is trusted else ec_key(), trusted,
                    issue(f"{folder} partner", ec_key(), root, roles=CLIENT))
    store.pem("staging/issuer.pem", staging.certificate)
    text(store, "lab/nginx.conf", "ssl_client_certificate /etc/nginx/lab/lab-partners.pem;\n")
    store.pem("lab/lab-partners.pem", lab.certificate)
    key, client = "nginx/tls/secret.pem", "partner/client.pem"
    store.finding("key-cert-mismatch", f"staging/{key}", "its own configuration names both")
    store.finding("key-orphaned", f"staging/{key}", "no certificate has this key")
    store.finding("cert-without-key", "staging/nginx/tls/web-chain.pem", "its key is not there")
    store.no_finding("key-cert-mismatch", f"production/{key}", "the key of its own certificate")
    store.finding("issuer-not-in-truststore", f"staging/{client}",
                  "the truststore of its own deployment holds the former CA")
    store.no_finding("issuer-not-in-truststore", f"production/{client}",
                     "the truststore of its own deployment holds its CA")
    return store


def crossed():
    """One client in two deployments, of which one has the former CA in its truststore."""
    store = Store("places-crossed")
    root, former = (authority(f"Places Crossed {word}", ec_key()) for word in ("Root", "Former"))
    for folder, trusted in (("one", root), ("two", former)):
        client = issue(f"{folder} crossed client", ec_key(), root, roles=CLIENT)
        text(store, f"{folder}/nginx.conf",
             "ssl_client_certificate /etc/nginx/tls/partners.pem;\n")
        store.pem(f"{folder}/tls/partners.pem", trusted.certificate)
        store.pem(f"{folder}/caller/client.pem", client.certificate)
    store.finding("issuer-not-in-truststore", "two/caller/client.pem",
                  "the truststore of its own deployment holds the former CA")
    store.no_finding("issuer-not-in-truststore", "one/caller/client.pem",
                     "the truststore of its own deployment holds its CA")
    return store


def as_near():
    """A configuration that is as far from one deployment as from the other."""
    store = Store("places-as-near")
    root = authority("Places As Near Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    text(store, "rollout/nginx.conf", NGINX)
    for folder in ("left", "right"):
        web = issue(f"{folder}.places.example", ec_key(), root)
        store.pem(f"{folder}/tls/web-chain.pem", web.certificate)
        store.pem(f"{folder}/tls/secret.pem", pkcs8(ec_key()))
        store.no_finding("key-cert-mismatch", f"{folder}/tls/secret.pem",
                         "nothing says which of two is named")
        store.finding("key-orphaned", f"{folder}/tls/secret.pem", "no certificate has this key")
    return store


def replaced():
    """Expired certificates beside valid ones for the same names."""
    store = Store("places-replaced")
    root = authority("Places Replaced Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    for path, name, over in (("letsencrypt/archive/shop/cert1.pem", "shop", True),
                             ("letsencrypt/archive/shop/cert12.pem", "shop", False),
                             ("tls/pay.crt", "pay", False), ("tls/old-2025/pay.crt", "pay", True),
                             ("waiting/mail.crt", "mail", True),
                             ("waiting/mail-new.crt", "mail", False),
                             ("named/blog1.crt", "blog", True), ("named/blog2.crt", "blog", False),
                             ("other/wiki.crt", "wiki", True), ("other/news.crt", "news", False)):
        store.pem(path, issue(f"{name}.places.example", ec_key(), root,
                              until=ENDED if over else VALID_UNTIL).certificate)
    kept = ec_key()
    for path, until in (("renewed/archive/cart/cert1.pem", ENDED),
                        ("renewed/archive/cart/cert2.pem", VALID_UNTIL)):
        store.pem(path, issue("cart.places.example", kept, root, until=until).certificate)
    text(store, "named/nginx.conf", "ssl_certificate blog1.crt;\n")
    store.finding("cert-without-key", "named/blog1.crt", "a configuration names it")
    for path, why in (("letsencrypt/archive/shop/cert1.pem", "a note: cert12.pem replaced it"),
                      ("tls/old-2025/pay.crt", "a note: the one in the folder above replaced it"),
                      ("renewed/archive/cart/cert1.pem", "a note: cert2.pem has its key and replaced it"),
                      ("waiting/mail.crt", "an error: the new one waits for its turn"),
                      ("named/blog1.crt", "an error: a configuration names it"),
                      ("other/wiki.crt", "an error: nothing replaced it")):
        store.finding("expired", path, why)
    store.no_finding("expired", "tls/pay.crt", "valid")
    return store


def carried():
    """Chains that lack an issuer: where a program would present them, and where nobody does."""
    store = Store("places-carried")
    root = authority("Places Carried Root", ec_key())
    issuing = authority("Places Carried Issuing", ec_key(), root)
    store.pem("ca/root.pem", root.certificate)
    store.pem("ca/issuing.pem", issuing.certificate)
    for path, roles in (("served/web.pem", SERVER), ("logs/proxy.log", SERVER),
                        ("signer/signer.pem", SIGNER)):
        party = issue(f"{path.partition('/')[0]}.places.example", ec_key(), issuing, roles=roles)
        store.pem(path, party.certificate)
        store.finding("chain-incomplete", path, "an error only where a program presents it")
    whole = issue("whole.places.example", ec_key(), issuing)
    store.pem("served/whole.pem", whole.certificate, issuing.certificate)
    store.no_finding("chain-incomplete", "served/whole.pem", "its issuer stands behind it")
    return store


APACHE = """<VirtualHost *:443>
    SSLCertificateFile      /etc/apache2/{0}/www.crt
    SSLCertificateKeyFile   /etc/apache2/{0}/www.key
    SSLCertificateChainFile /etc/apache2/{0}/extra.pem
    SSLCACertificateFile    /etc/apache2/{0}/partners.pem
</VirtualHost>
"""


def chain_files():
    """Chain files that a configuration names with a certificate, and what only clients are held
    against."""
    store = Store("places-chain-files")
    root = authority("Places Chain Root", ec_key())
    issuing = authority("Places Chain Issuing", ec_key(), root)
    foreign = authority("Places Foreign Root", ec_key())
    for folder, sent, trusted in (("right", issuing, root), ("wrong", foreign, issuing)):
        web = issue(f"{folder}.chain.example", ec_key(), issuing)
        text(store, f"{folder}/site.conf", APACHE.format(folder))
        store.pem(f"{folder}/www.crt", web.certificate)
        store.pem(f"{folder}/www.key", web.private_key)
        store.pem(f"{folder}/extra.pem", sent.certificate)
        store.pem(f"{folder}/partners.pem", trusted.certificate)
    store.finding("chain-incomplete", "wrong/www.crt", "its chain file holds a foreign root")
    store.no_finding("chain-incomplete", "right/www.crt", "its chain file holds its issuer")
    store.finding("truststore-missing-root", "wrong/partners.pem",
                  "clients are checked with it, and it holds an intermediate alone")
    return store


def server_chains():
    """What a configuration has a server send, where a better file lies beside it. The root is in
    the store, or nowhere."""
    store = Store("places-server-chains")
    root = authority("Places Kept Root", ec_key())
    store.pem("ca/root.pem", root.certificate)
    for place, above in (("kept", root), ("nowhere", authority("Places Absent Root", ec_key()))):
        issuing = authority(f"Places {place} Issuing", ec_key(), above)
        for sent in ("cert", "fullchain"):
            folder = f"{place}-{sent}"
            web = issue(f"{folder}.servers.example", ec_key(), issuing)
            text(store, f"{folder}/nginx.conf", f"ssl_certificate {sent}.pem;\n"
                                                "ssl_certificate_key privkey.pem;\n")
            store.pem(f"{folder}/cert.pem", web.certificate)
            store.pem(f"{folder}/chain.pem", issuing.certificate)
            store.pem(f"{folder}/fullchain.pem", web.certificate, issuing.certificate)
            store.pem(f"{folder}/privkey.pem", web.private_key)
            if place == "nowhere":
                store.finding("chain-issuer-missing", f"{folder}/cert.pem", "no file has the root")
            if sent == "cert":
                store.finding("chain-incomplete", f"{folder}/cert.pem",
                              "the configuration names it, and fullchain.pem has the issuer")
            else:
                store.no_finding("chain-incomplete", f"{folder}/cert.pem",
                                 "the configuration names fullchain.pem")
    issuing = authority("Places Virtual Host Issuing", ec_key(), root)
    web = issue("apache.servers.example", ec_key(), issuing)
    text(store, "apache/site.conf", "<VirtualHost *:443>\nSSLCertificateFile a.crt\n"
                                    "SSLCertificateKeyFile a.key\n</VirtualHost>\n")
    store.pem("apache/a.crt", web.certificate)
    store.pem("apache/a.key", web.private_key)
    store.pem("apache/chain.crt", issuing.certificate)
    store.finding("chain-incomplete", "apache/a.crt", "the configuration names no chain file")
    return store


def folders_apart():
    """Keys in a folder beside or below that of their certificates."""
    store = Store("places-folders")
    root = authority("Places Folders Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    for folder, certificate, key in (("siblings", "certs/web.crt", "private/web.key"),
                                     ("below", "web.crt", "private/web.key"),
                                     ("plain", "ssl.crt/web.crt", "ssl.key/web.key")):
        web = issue(f"{folder}.folders.example", ec_key(), root)
        store.pem(f"{folder}/{certificate}", web.certificate)
        store.pem(f"{folder}/{key}", pkcs8(ec_key()))
        store.finding("key-cert-mismatch", f"{folder}/{key}", "one name in two folders of a place")
        store.finding("key-orphaned", f"{folder}/{key}", "no certificate has this key")
    right, other = (issue(f"{word}.folders.example", ec_key(), root) for word in ("right", "other"))
    store.pem("right/certs/web.crt", right.certificate)
    store.pem("right/private/web.key", right.private_key)
    store.pem("beside/certs/web.crt", other.certificate)
    store.pem("beside/certs/web.key", other.private_key)
    store.pem("beside/private/web.key", pkcs8(ec_key()))
    store.finding("key-orphaned", "beside/private/web.key", "no certificate has this key")
    store.no_finding("key-cert-mismatch", "right/private/web.key", "the certificate of its name")
    store.no_finding("key-cert-mismatch", "beside/private/web.key",
                     "the certificate of its name has its own key beside it")
    return store


def bare_halves():
    """Public keys without a certificate, beside their private halves and elsewhere."""
    store = Store("places-bare-halves")
    tokens, lost = ec_key(), ec_key()
    store.pem("tokens/sa.key", pkcs8(tokens))
    store.pem("tokens/sa.pub", public(tokens))
    store.pem("lost/web.key", pkcs8(lost))
    store.pem("elsewhere/web.pub", public(lost))
    store.finding("key-orphaned", "tokens/sa.key", "a note: its public half lies bare beside it")
    store.finding("key-orphaned", "lost/web.key", "its public half lies in another folder")
    return store


def no_hosts():
    """Servers whose common name is no host."""
    store = Store("places-no-hosts")
    root = authority("Places Hosts Root", ec_key())
    store.pem("issuer/root.pem", root.certificate)
    for path, name in (("mysql/server.pem", "MySQL_Server_8.0.36_Auto_Generated_Server_Certificate"),
                       ("web/server.pem", "www.hosts.example")):
        store.pem(path, issue(name, ec_key(), root, roles=[ExtendedKeyUsageOID.SERVER_AUTH]).certificate)
    store.finding("san-missing", "web/server.pem", "named after a host")
    store.no_finding("san-missing", "mysql/server.pem", "its common name is no host")
    return store


def authorities():
    """An expired CA that is sent along and kept where a configuration names it."""
    store = Store("places-authorities")
    root = authority("Places Authorities Root", ec_key())
    over = authority("Places Authorities Issuing", ec_key(), root, until=ENDED)
    client = issue("authorities client", ec_key(), over, roles=CLIENT)
    store.pem("client/client.crt", client.certificate, over.certificate)
    store.pem("server/clients-ca.pem", over.certificate, root.certificate)
    text(store, "server/nginx.conf", "ssl_client_certificate clients-ca.pem;\n")
    for check in ("chain-expired", "truststore-expired"):
        store.finding(check, "server/clients-ca.pem", "where the CA is kept", over.certificate)
        store.no_finding(check, "client/client.crt", "the CA is sent along")
    return store


def called_client():
    """One certificate under two names, of which the second says client."""
    store = Store("places-called-client")
    root = authority("Places Called Root", ec_key())
    web = issue("called.places.example", ec_key(), root)
    store.pem("issuer/root.pem", root.certificate)
    store.pem("api/www.crt", web.certificate)
    store.pem("partner/client.crt", web.certificate)
    store.finding("eku-no-client-auth", "partner/client.crt", "serverAuth alone, called a client's")
    store.no_finding("eku-no-client-auth", "api/www.crt", "the name of a server")
    return store


def build():
    return [environments(), crossed(), as_near(), replaced(), carried(), chain_files(), server_chains(),
            folders_apart(), bare_halves(), no_hosts(), authorities(), called_client()]
