"""Certificates that somebody presents, and those that are only on record or known to their server."""

from recipes.common import CLIENT
from recipes.files import File
from recipes.issuing import authority, ec_key, issue
from recipes.store import Store

# Subject key identifier of that root of the web.
ISRG_ROOT_X1 = bytes.fromhex("79b459e67bb6e5e40173800888c81a58f6e99b6e")
NGINX = """server {
    ssl_certificate        tls/server.crt;
    ssl_certificate_key    tls/server.key;
    ssl_client_certificate tls/clients.crt;
}
"""


def listed():
    """A record of what was issued, and a file of two certificates."""
    store = Store("presented-listed")
    root = authority("Presented Root", ec_key())
    issuing = authority("Presented Issuing", ec_key(), root)
    stranger = authority("Presented Stranger", ec_key())
    store.pem("ca/root.pem", root.certificate)
    store.pem("ca/issuing.pem", issuing.certificate)
    hosts = [issue(f"h{number}.presented.example", ec_key(), issuing) for number in range(5)]
    others = [issue(f"o{number}.presented.example", ec_key(), stranger) for number in range(5)]
    store.pem("issued/all.pem", *(host.certificate for host in hosts[:3]))
    store.pem("issued/two.pem", *(host.certificate for host in hosts[3:]))
    store.pem("strange/all.pem", *(host.certificate for host in others[:3]))
    store.pem("strange/two.pem", *(host.certificate for host in others[3:]))
    for folder, check in (("issued", "chain-incomplete"), ("strange", "chain-issuer-missing")):
        for name in ("all", "two"):
            store.finding(check, f"{folder}/{name}.pem", "a note where three are listed")
    return store


def devices():
    """Clients without the issuer that is nowhere: of AWS IoT Core, of a server that was not swept."""
    store = Store("presented-devices")
    far = authority("Presented Far", ec_key())
    for path, name in (("thing/0a1b-certificate.pem.crt", "thing"), ("kit/client.crt", "kit")):
        client = issue(f"{name} client", ec_key(), far, roles=CLIENT)
        store.pem(path, client.certificate)
        store.finding("chain-issuer-missing", path, "no error where the server may know its CA")
    web = issue("web.presented.example", ec_key(), far)
    store.pem("web/server.crt", web.certificate)
    store.finding("chain-issuer-missing", "web/server.crt", "a server sends its chain")
    return store


def twins():
    """One client in the deployment of another, whose truststore is called alike; and one whose CA
    only a truststore of another name holds."""
    store = Store("presented-twins")
    roots = {name: authority(f"Presented {name} CA", ec_key()) for name in ("blue", "green", "red")}
    for name, trusted in (("blue", "blue"), ("green", "green")):
        web = issue("web.presented.example", ec_key(), roots[name])
        store.add(f"{name}/nginx.conf", File(NGINX.encode()))
        store.pem(f"{name}/tls/server.crt", web.certificate)
        store.pem(f"{name}/tls/server.key", web.private_key)
        store.pem(f"{name}/tls/clients.crt", roots[trusted].certificate)
    store.add("partners/apache.conf", File(b"SSLCACertificateFile partners.crt\n"))
    store.pem("partners/partners.crt", roots["red"].certificate)
    for path, root in (("blue/client/client.crt", "green"), ("green/client/client.crt", "green"),
                       ("green/partner/client.crt", "red")):
        client = issue(f"{path.replace('/', ' ')}", ec_key(), roots[root], roles=CLIENT)
        store.pem(path, client.certificate)
    why = "an error where the truststore that holds its CA is called as this one is"
    store.finding("issuer-not-in-truststore", "blue/client/client.crt", why)
    store.finding("issuer-not-in-truststore", "green/partner/client.crt", why)
    store.no_finding("issuer-not-in-truststore", "green/client/client.crt", "issued for it")
    return store


def roots():
    """Chains up to a root that is nowhere: one of the web, and a private one."""
    store = Store("presented-roots")
    root = authority("ISRG Root X1", ec_key())
    web = authority("Presented Web Issuing", ec_key(), root, issuer_identifier=ISRG_ROOT_X1)
    private = authority("Presented Private Issuing", ec_key(), root)
    hosts = {name: issue(f"{name}.presented.example", ec_key(), web if name == "web" else private)
             for name in ("web", "own", "chained", "alone")}
    store.pem("web/fullchain.pem", hosts["web"].certificate, web.certificate)
    store.pem("own/fullchain.pem", hosts["own"].certificate, private.certificate)
    for name, directive in (("chained", "SSLCertificateChainFile"), ("alone", "SSLCRLFile")):
        store.add(f"{name}/apache.conf", File(
            b"<VirtualHost *>\nSSLCertificateFile host.crt\n%s next.crt\n</VirtualHost>\n"
            % directive.encode()))
        store.pem(f"{name}/host.crt", hosts[name].certificate)
        store.finding("cert-without-key", f"{name}/host.crt", "its key is not here")
    store.pem("chained/next.crt", private.certificate)
    for path in ("web/fullchain.pem", "own/fullchain.pem", "chained/host.crt", "alone/host.crt"):
        store.finding("chain-issuer-missing", path, "its root is not here")
    store.finding("chain-incomplete", "alone/host.crt", "no chain file is named with it")
    return store


def folders():
    """Truststores that are folders: with the client's CA, and without."""
    store = Store("presented-folders")
    roots = [authority(f"Presented Folder {word}", ec_key()) for word in ("One", "Two", "Three")]
    web = issue("folder.presented.example", ec_key(), roots[2])
    for name, trusted in (("right", roots[:2]), ("wrong", roots[1:])):
        store.add(f"{name}/httpd.conf", File(
            b"SSLCertificateFile /etc/%s/tls/web.crt\nSSLCACertificatePath /etc/%s/tls/\n"
            % (name.encode(), name.encode())))
        store.pem(f"{name}/tls/web.crt", web.certificate)
        store.pem(f"{name}/tls/web.key", web.private_key)
        for number, root in enumerate(trusted):
            store.pem(f"{name}/tls/{number}.crt", root.certificate)
        client = issue(f"{name} folder client", ec_key(), roots[0], roles=CLIENT)
        store.pem(f"{name}/partner/client.crt", client.certificate)
    store.pem("roots/first.crt", roots[0].certificate)
    store.pem("roots/third.crt", roots[2].certificate)
    store.finding("issuer-not-in-truststore", "wrong/partner/client.crt", "its CA is in no folder")
    store.no_finding("issuer-not-in-truststore", "right/partner/client.crt", "its CA is there")
    store.no_finding("truststore-has-leaf", "right/tls/web.crt", "the server's own, beside them")
    return store


def build():
    return [listed(), devices(), twins(), roots(), folders()]
