"""An estate of servers and clients under two CAs."""

from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recipes.common import CLIENT, JUDGED_AT
from recipes.files import pem_file
from recipes.issuing import authority, damaged, ec_key, issue, rsa_key
from recipes.items import describe, request, traditional
from recipes.store import Store


class Estate:
    """The two authorities that everything in the estate hangs on."""

    def __init__(self):
        self.store = Store("mutual-tls-estate")
        self.rsa_root = authority("Estate RSA Root", rsa_key())
        self.ec_root = authority("Estate EC Root", ec_key())
        # The same name with the key it had before: a signature must be tried with both.
        self.ec_root_before = authority("Estate EC Root", ec_key())
        self.store.pem("trust/truststore.pem", self.rsa_root.certificate,
                       self.ec_root_before.certificate, self.ec_root.certificate)
        self.store.expect("finding", "trust/truststore.pem", "*", "truststore-rekeyed-ca",
                          "the authority with its former key beside it")

    def server(self, folder, issuer, key=None, stem="server", **options):
        """A certificate and its key as FOLDER/STEM.crt and .key."""
        party = issue(folder.split("/")[-1] + ".example", key or ec_key(), issuer, **options)
        self.store.pem(f"{folder}/{stem}.crt", party.certificate)
        self.store.pem(f"{folder}/{stem}.key", party.private_key)
        return party


def estate_chains(estate):
    store = estate.store
    issuing = authority("Estate Web Issuing", rsa_key(), estate.rsa_root)
    web = issue("web.example", rsa_key(), issuing)
    store.pem("servers/web/fullchain.pem", web.certificate, issuing.certificate)
    store.pem("servers/web/privkey.pem", web.private_key)
    store.no_finding("chain-incomplete", "servers/web/fullchain.pem", "leaf, intermediate, root")
    store.no_finding("key-cert-mismatch", "servers/web/privkey.pem", "fits fullchain.pem")

    estate.server("servers/shop", issuing, rsa_key())
    store.finding("chain-incomplete", "servers/shop/server.crt",
                  "its intermediate is in servers/web/fullchain.pem only")
    store.no_finding("chain-issuer-missing", "servers/shop/server.crt", "the issuer is elsewhere")

    estate.server("servers/api", estate.ec_root, stem="tls")
    store.no_finding("chain-incomplete", "servers/api/tls.crt", "issued by the root itself")
    store.no_finding("signature-invalid", "servers/api/tls.crt",
                     "one of the two certificates of its issuer's name verifies it")
    store.no_finding("key-cert-mismatch", "servers/api/tls.key", "fits tls.crt")
    estate_four_files(estate)


def estate_four_files(estate):
    """The four files that ACME clients write."""
    store = estate.store
    issuing = authority("Estate Mail Issuing", ec_key(), estate.ec_root)
    mail = issue("mail.example", ec_key(), issuing)
    store.pem("servers/mail/cert.pem", mail.certificate)
    store.pem("servers/mail/chain.pem", issuing.certificate)
    store.pem("servers/mail/fullchain.pem", mail.certificate, issuing.certificate)
    store.pem("servers/mail/privkey.pem", mail.private_key)
    for path in ("servers/mail/cert.pem", "servers/mail/fullchain.pem"):
        store.no_finding("chain-incomplete", path,
                         "the same certificate stands with its intermediate in fullchain.pem")
    store.no_finding("key-cert-mismatch", "servers/mail/privkey.pem", "fits cert.pem")


def estate_missing_issuers(estate):
    store = estate.store
    stranger = authority("Partner Root", rsa_key())
    estate.server("servers/partner", stranger)
    store.finding("chain-issuer-missing", "servers/partner/server.crt", "its issuer is nowhere")
    store.no_finding("issuer-not-in-truststore", "servers/partner/server.crt", "a server")

    issuing = authority("Supplier Issuing", ec_key(), stranger)
    supplier = issue("supplier.example", ec_key(), issuing)
    store.pem("servers/supplier/fullchain.pem", supplier.certificate, issuing.certificate)
    store.pem("servers/supplier/privkey.pem", supplier.private_key)
    store.finding("chain-issuer-missing", "servers/supplier/fullchain.pem",
                  "the issuer of its last certificate is nowhere")

    admin = issue("admin.example", rsa_key())
    store.pem("servers/admin/server-cert.pem", admin.certificate)
    store.pem("servers/admin/server-key.pem", traditional(admin.key))
    store.no_finding("chain-issuer-missing", "servers/admin/server-cert.pem", "self-signed")
    store.no_finding("client-selfsigned-untrusted", "servers/admin/server-cert.pem",
                     "self-signed, but its extended key usage is serverAuth")
    store.no_finding("key-cert-mismatch", "servers/admin/server-key.pem", "fits server-cert.pem")


def estate_mismatches(estate):
    store = estate.store
    intranet = issue("intranet.example", rsa_key(), estate.rsa_root)
    proxy = issue("proxy.example", rsa_key(), estate.rsa_root)
    store.pem("servers/intranet/server.crt", intranet.certificate)
    store.pem("servers/intranet/server.key", proxy.private_key)
    store.finding("key-cert-mismatch", "servers/intranet/server.key", "the key of proxy.example")
    store.no_finding("key-orphaned", "servers/intranet/server.key", "proxy.example has it")

    store.pem("servers/combined/right.pem", traditional(proxy.key), proxy.certificate,
              estate.rsa_root.certificate)
    store.no_finding("key-cert-mismatch", "servers/combined/right.pem", "key, leaf, root")
    store.finding("chain-has-root", "servers/combined/right.pem", "key, leaf, root",
                  estate.rsa_root.certificate)
    wrong = pem_file(proxy.certificate, intranet.private_key)
    store.add("servers/combined/wrong.pem", wrong)
    store.finding("key-cert-mismatch", "servers/combined/wrong.pem",
                  "the only key of the file does not fit its first certificate",
                  wrong.places[1].item)

    by_ec = issue("dual.example", ec_key(), estate.ec_root)
    by_rsa = issue("dual.example", rsa_key(), estate.rsa_root)
    store.pem("servers/combined/dual.pem", by_rsa.private_key, by_ec.private_key,
              by_ec.certificate, by_rsa.certificate)
    store.no_finding("key-cert-mismatch", "servers/combined/dual.pem",
                     "two keys and two certificates: no one of them is the only one")


def estate_dates(estate):
    store = estate.store

    def server(folder, until):
        estate.server(f"servers/{folder}", estate.ec_root, until=until)
        return f"servers/{folder}/server.crt"

    path = server("expired", JUDGED_AT - timedelta(seconds=1))
    store.finding("expired", path, "ended one second before")
    store.no_finding("expires-soon", path, "already expired")
    path = server("last-second", JUDGED_AT)
    store.finding("expires-soon", path, "ends at this very second, which still counts as valid")
    store.no_finding("expired", path, "validity includes its last second")
    path = server("soon", JUDGED_AT + timedelta(days=19))
    store.finding("expires-soon", path, "19 days left")
    store.no_finding("expired", path, "19 days left")
    path = server("later", JUDGED_AT + timedelta(days=31))
    store.no_finding("expires-soon", path, "31 days left")


def estate_weaknesses(estate):
    store = estate.store
    # Each weak key stands in one file with its certificate, so that the finding's path is
    # the same whichever of the two it names.
    for path, key in (("rsa-1024.pem", rsa_key(1024)), ("p-224.pem", ec_key(ec.SECP224R1))):
        weak = issue(path.removesuffix(".pem") + ".example", key, estate.rsa_root)
        store.pem(f"servers/legacy/{path}", weak.certificate, weak.private_key)
        store.finding("key-weak", f"servers/legacy/{path}", describe(key))
    store.no_finding("key-weak", "servers/web/fullchain.pem", "RSA-2048")
    store.no_finding("key-weak", "servers/api/tls.crt", "EC P-256")

    estate.server("servers/legacy", estate.rsa_root, stem="md5", digest=hashes.MD5)
    store.finding("signature-weak", "servers/legacy/md5.crt", "signed with MD5")
    store.no_finding("signature-weak", "servers/web/fullchain.pem", "signed with SHA-256")

    tampered = issue("tampered.example", rsa_key(), estate.rsa_root)
    store.pem("servers/tampered/server.crt", damaged(tampered))
    store.pem("servers/tampered/server.key", tampered.private_key)
    store.finding("signature-invalid", "servers/tampered/server.crt",
                  "its issuer is known and did not sign these bytes")
    store.no_finding("chain-issuer-missing", "servers/tampered/server.crt",
                     "a certificate of its issuer is there")


def estate_requests(estate):
    store = estate.store
    pending = issue("pending.example", ec_key())
    store.pem("servers/pending/server.csr", request(pending))
    store.pem("servers/pending/server.key", pending.private_key)
    store.finding("key-orphaned", "servers/pending/server.key",
                  "only a request has this key: a note, request pending")

    renewed = estate.server("servers/renewed", estate.ec_root)
    store.pem("servers/renewed/server.csr", request(renewed))
    store.no_finding("key-orphaned", "servers/renewed/server.key",
                     "the request was answered: the certificate is there")

    store.pem("lost/forgotten.key", traditional(ec_key()))
    store.finding("key-orphaned", "lost/forgotten.key", "nothing else has this key")


def estate_clients(estate):
    store, root = estate.store, estate.ec_root
    issuing = authority("Estate Device Issuing", ec_key(), root)
    terminal = issue("terminal", ec_key(), roles=CLIENT)
    store.pem("clients/ca.pem", root.certificate, terminal.certificate)

    def client(stem, key, issuer, *bundle, roles=CLIENT):
        party = issue(stem, key, issuer, roles=roles)
        store.pem(f"clients/{stem}.crt", party.certificate, *bundle)
        store.pem(f"clients/{stem}.key", party.private_key)
        return f"clients/{stem}.crt"

    store.pem("clients/terminal.crt", terminal.certificate)
    store.pem("clients/terminal.key", terminal.private_key)
    store.no_finding("client-selfsigned-untrusted", "clients/terminal.crt", "it is in ca.pem")

    path = client("orders", ec_key(), root)
    store.no_finding("issuer-not-in-truststore", path, "ca.pem holds its issuer")
    path = client("billing", rsa_key(), estate.rsa_root, roles=None)
    store.no_finding("issuer-not-in-truststore", path, "another truststore holds its issuer")
    path = client("returns", ec_key(), issuing, issuing.certificate)
    store.no_finding("issuer-not-in-truststore", path, "its path ends at a trusted root")
    store.no_finding("chain-incomplete", path, "the file has the intermediate")
    path = client("warehouse", ec_key(), issuing)
    store.finding("chain-incomplete", path, "its intermediate is in clients/returns.crt only")
    store.no_finding("issuer-not-in-truststore", path, "its path ends at a trusted root")
    path = client("courier", ec_key(), authority("Courier Root", ec_key()))
    store.finding("issuer-not-in-truststore", path, "its issuer is nowhere")
    store.no_finding("chain-issuer-missing", path, "issuer-not-in-truststore says it")
    path = client("kiosk", ec_key(), None)
    store.finding("client-selfsigned-untrusted", path, "no truststore holds it or its key")
    store.no_finding("client-selfsigned-altered", path, "its key is in no truststore")


def build():
    estate = Estate()
    for part in (estate_chains, estate_missing_issuers, estate_mismatches, estate_dates,
                 estate_weaknesses, estate_requests, estate_clients):
        part(estate)
    return estate.store
