"""What servers and clients other than nginx and Apache are told of keys and certificates."""

from base64 import b64encode

from recipes.common import CLIENT, SERVER
from recipes.files import File, Place, pem_file
from recipes.issuing import authority, ec_key, issue, rsa_key
from recipes.items import pkcs8
from recipes.store import Store

# In each folder R and S lie in one file each, named by what says nothing: R's pair is right, and W
# is a certificate that is named with the key S.
FAMILIES = {
    "envoy": ("listener.yaml", """tls_certificates:
- certificate_chain: {filename: /etc/envoy/envoy/r1.pem}
  private_key: {filename: /etc/envoy/envoy/r2.pem}
- certificate_chain: {filename: /etc/envoy/envoy/w1.pem}
  private_key: {filename: /etc/envoy/envoy/s2.pem}
- certificate_chain: {filename: /etc/envoy/outside.pem}
"""),
    "postgres": ("pg_service.conf", """[right]
sslcert=r1.pem
sslkey=r2.pem
[wrong]
sslcert=w1.pem
sslkey=s2.pem
sslrootcert=outside.pem
"""),
    "mysql": ("my.cnf", """[mysqld]
ssl-cert=r1.pem
ssl_key=r2.pem
[client]
ssl-cert=w1.pem
ssl-key=s2.pem
ssl-ca=outside.pem
"""),
    "java": ("application.properties", """server.ssl.certificate=file:w1.pem
server.ssl.certificate-private-key=file:s2.pem
server.ssl.trust-certificate=classpath:outside.pem
"""),
    "stunnel": ("stunnel.conf", """[right]
accept = 8443
cert = r1.pem
key = r2.pem
[wrong]
accept = 9443
cert = w1.pem
key = s2.pem
CAfile = outside.pem
"""),
    "openvpn": ("client.ovpn", """client
dev tun
cert w1.pem
key s2.pem
ca gone.pem
"""),
    "kubernetes": ("kube-apiserver.conf", """--tls-cert-file=/pki/kubernetes/r1.pem
--tls-private-key-file=/pki/kubernetes/r2.pem
--etcd-certfile=/pki/kubernetes/w1.pem
--etcd-keyfile=/pki/kubernetes/s2.pem
--client-ca-file=/pki/outside.pem
"""),
    "postfix": ("main.cf", """smtpd_tls_cert_file = /etc/ssl/postfix/r1.pem
smtpd_tls_key_file = /etc/ssl/postfix/r2.pem
smtpd_tls_eccert_file = /etc/ssl/postfix/w1.pem
smtpd_tls_eckey_file = /etc/ssl/postfix/s2.pem
smtp_tls_CAfile = /etc/ssl/certs/outside.pem
"""),
    "dovecot": ("10-ssl.conf", """local_name right.example {
  ssl_cert = </etc/dovecot/r1.pem
  ssl_key = </etc/dovecot/r2.pem
}
local_name wrong.example {
  ssl_cert = </etc/dovecot/w1.pem
  ssl_key = </etc/dovecot/s2.pem
}
"""),
    "openldap": ("slapd.conf", """TLSCertificateFile openldap/w1.pem
TLSCertificateKeyFile openldap/s2.pem
TLSCACertificateFile outside.pem
"""),
    "mosquitto": ("mosquitto.conf", """per_listener_settings true
listener 8883
certfile r1.pem
keyfile r2.pem
listener 9883
certfile w1.pem
keyfile s2.pem
cafile outside.pem
"""),
    "tomcat": ("server.xml", """<Connector port="8443" SSLEnabled="true">
  <SSLHostConfig>
    <Certificate certificateFile="conf/tomcat/r1.pem" certificateKeyFile="conf/tomcat/r2.pem"/>
  </SSLHostConfig>
  <SSLHostConfig hostName="wrong.example" caCertificateFile="outside.pem">
    <Certificate certificateFile="conf/tomcat/w1.pem" certificateKeyFile="conf/tomcat/s2.pem"/>
  </SSLHostConfig>
</Connector>
"""),
    "traefik": ("dynamic.yaml", """tls:
  certificates:
    - certFile: /certs/traefik/r1.pem
      keyFile: /certs/traefik/r2.pem
    - certFile: /certs/traefik/w1.pem
      keyFile: /certs/traefik/s2.pem
"""),
    "terraform": ("main.tf", """resource "aws_iam_server_certificate" "right" {
  certificate_body = file("${path.module}/r1.pem")
  private_key      = file("${path.module}/r2.pem")
}
resource "aws_iam_server_certificate" "wrong" {
  certificate_body  = file("${path.module}/w1.pem")
  private_key       = file("${path.module}/s2.pem")
  certificate_chain = file("${path.module}/gone.pem")
}
resource "aws_iam_server_certificate" "variable" {
  certificate_body = file("${var.folder}/variable.pem")
}
"""),
    "curl": ("fetch.sh", """curl --cert r1.pem --key r2.pem https://server.example/
curl --cert w1.pem --key s2.pem \\
    --cacert made-by-this-script.pem https://server.example/
"""),
    "ansible/group_vars": ("all.yml", """right_certificate: r1.pem
right_key: r2.pem
wrong_certificate: w1.pem
wrong_key: s2.pem
ca_file: outside.pem
"""),
}
# What a client presents to others.
PRESENTED = {"curl": ("r1.pem", "w1.pem"), "postgres": ("r1.pem", "w1.pem"),
             "libpq": ("r1.pem", "w1.pem"), "kubernetes": ("w1.pem",)}
SURE_OF_FOLDERS = ("openvpn", "terraform")


def text(store, path, content):
    store.add(path, File(content.encode()))


def family(store, folder, root, told):
    name, content = told
    label = folder.partition("/")[0]
    right, wrong = (issue(f"{kind}.{label}.example", ec_key(), root) for kind in ("right", "wrong"))
    store.pem(f"{folder}/r1.pem", right.certificate)
    store.pem(f"{folder}/r2.pem", right.private_key)
    store.pem(f"{folder}/w1.pem", wrong.certificate)
    store.pem(f"{folder}/s2.pem", pkcs8(ec_key()))
    text(store, f"{folder}/{name}", content)
    store.finding("key-cert-mismatch", f"{folder}/s2.pem", "one block names both")
    store.no_finding("key-cert-mismatch", f"{folder}/r2.pem", "its block names its certificate")
    store.finding("key-orphaned", f"{folder}/s2.pem", "no certificate has this key")
    store.finding("cert-without-key", f"{folder}/w1.pem", "its key is not there")
    for presented in PRESENTED.get(label, ()):
        store.finding("eku-no-client-auth", f"{folder}/{presented}", "for servers only")
    if label in SURE_OF_FOLDERS:
        store.expect("finding", f"{folder}/{name}", "", "config-names-missing-file", "gone.pem")
    else:
        store.no_finding("config-names-missing-file", f"{folder}/{name}",
                         "outside of what is swept, or made later")


def haproxy(store, root):
    right, wrong = (issue(f"{kind}.haproxy.example", ec_key(), root) for kind in ("right", "wrong"))
    store.pem("haproxy/right.pem", right.certificate)
    store.pem("haproxy/right.pem.key", right.private_key)
    store.pem("haproxy/w1.pem", wrong.certificate)
    store.pem("haproxy/s2.pem", pkcs8(ec_key()))
    text(store, "haproxy/haproxy.cfg", """frontend web
    bind :443 ssl crt haproxy/right.pem
    bind :444 ssl crt /etc/haproxy/outside.pem ca-file @system-ca
crt-store web
    crt-base /etc/haproxy
    key-base /etc/haproxy
    load crt w1.pem key s2.pem
""")
    store.finding("key-cert-mismatch", "haproxy/s2.pem", "one line names both")
    store.no_finding("key-cert-mismatch", "haproxy/right.pem.key", "the key of the file beside it")
    store.finding("key-orphaned", "haproxy/s2.pem", "no certificate has this key")
    store.finding("cert-without-key", "haproxy/w1.pem", "its key is not there")
    store.no_finding("config-names-missing-file", "haproxy/haproxy.cfg", "outside what is swept")


def compose(store, root):
    party = issue("compose.example", ec_key(), root)
    store.pem("compose/web.crt", party.certificate)
    store.pem("compose/web.key", party.private_key)
    text(store, "compose/docker-compose.yml", """services:
  web:
    volumes:
      - ./web.crt:/etc/web.crt:ro
      - ./gone.key:/etc/web.key:ro
      - ${TLS}/variable.key:/etc/variable.key
""")
    text(store, "compose/compose.prod.yaml", "secrets:\n  key:\n    file: ./web.key\n")
    store.expect("finding", "compose/docker-compose.yml", "", "config-names-missing-file",
                 "gone.key")
    store.no_finding("config-names-missing-file", "compose/compose.prod.yaml", "it is there")


def families():
    store = Store("configurations-families")
    root = authority("Families Root", ec_key())
    store.pem("issuer/one.pem", root.certificate)
    for folder, told in FAMILIES.items():
        family(store, folder, root, told)
    haproxy(store, root)
    compose(store, root)
    return store


def clients(store, folder, trusted, configuration, label="{} client"):
    """Two that are self-signed: of one the configuration names a truststore that holds it."""
    for word in ("known", "other"):
        party = issue(label.format(word), ec_key(), roles=CLIENT)
        if word == "known":
            store.pem(f"{folder}/{trusted}", party.certificate)
        store.pem(f"{folder}/{word}-client.pem", party.certificate)
        store.pem(f"{folder}/{word}-client.key", party.private_key)
    store.finding("client-selfsigned-untrusted", f"{folder}/other-client.pem",
                  f"not in the file that {configuration} names")
    store.no_finding("client-selfsigned-untrusted", f"{folder}/known-client.pem",
                     f"in the file that {configuration} names")


def truststores():
    """Files that only a configuration calls truststores."""
    store = Store("configurations-truststores")
    clients(store, "postgres", "allowed.pem", "postgresql.conf")
    text(store, "postgres/postgresql.conf", "ssl_ca_file = 'postgres/allowed.pem'\n")
    return store


def truststores_for_servers():
    store = Store("configurations-truststores-for-servers")
    store.pem("pinned.pem", issue("pinned.example", ec_key()).certificate)
    store.pem("caller-client.pem", issue("caller client", ec_key(), roles=CLIENT).certificate)
    text(store, ".curlrc", "cacert = \"pinned.pem\"\n")
    store.no_finding("client-selfsigned-untrusted", "caller-client.pem",
                     "the only truststore near it is for servers")
    return store


def sides():
    """Of whom a certificate or truststore is, where only a configuration says so."""
    store = Store("configurations-sides")
    root = authority("Sides Root", ec_key())
    own, other, service = (issue(f"sides {word}", ec_key(), roles=roles) for word, roles in (
        ("own", CLIENT), ("other", CLIENT), ("service", None)))
    store.pem("kafka/own.pem", own.private_key, own.certificate)
    store.pem("kafka/other.pem", other.private_key, other.certificate)
    store.pem("kafka/brokers.pem", root.certificate)
    text(store, "kafka/client.properties", "ssl.keystore.location=/etc/kafka/own.pem\n"
                                           "ssl.truststore.location=/etc/kafka/brokers.pem\n")
    store.no_finding("client-selfsigned-untrusted", "kafka/own.pem",
                     "it judges servers by the truststore that is named with it")
    store.finding("client-selfsigned-untrusted", "kafka/other.pem",
                  "named by nothing beside that truststore")
    store.pem("spring/clients/truststore.pem", root.certificate)
    store.pem("spring/application.pem", service.private_key, service.certificate)
    text(store, "spring/application.properties",
         "server.ssl.key-store=classpath:spring/application.pem\n")
    store.no_finding("client-selfsigned-untrusted", "spring/application.pem",
                     "a server's, as its configuration says")
    wrong = issue("sides wrong", ec_key(), root, roles=CLIENT)
    store.pem("wrong/application.pem", wrong.private_key, wrong.certificate)
    text(store, "wrong/application.yaml",
         "server:\n  ssl:\n    key-store: classpath:wrong/application.pem\n")
    store.finding("eku-no-server-auth", "wrong/application.pem", "a server's, for clients only",
                  store.files["wrong/application.pem"].places[1].item)
    return store


def sides_of_clusters():
    """Its own store: a client is held against truststores in other folders too."""
    store = Store("configurations-sides-of-clusters")
    root = authority("Cluster Root", ec_key())
    admin = issue("cluster admin", ec_key(), roles=CLIENT)
    store.pem("admin-client.pem", admin.private_key, admin.certificate)
    inner = pem_file(root.certificate)
    store.add("kubeconfig", File(
        f"""clusters:
- cluster:
    certificate-authority-data: {b64encode(inner.data).decode()}
""".encode(), tuple(Place(f"block 3/certificate-authority-data!line 3!{place.trail}", place.item)
                    for place in inner.places)))
    store.no_finding("client-selfsigned-untrusted", "admin-client.pem",
                     "a kubeconfig has the CA of its server")
    return store


def purposes():
    """Certificates that a configuration presents on the side for which they are not."""
    store = Store("configurations-purposes")
    root = authority("Purposes Root", ec_key())
    store.pem("truststore.pem", root.certificate)
    kinds = {"a": CLIENT, "b": SERVER, "c": SERVER, "d": CLIENT}
    for letter, roles in kinds.items():
        party = issue(f"{letter}.purposes.example", ec_key(), root, roles=roles)
        store.pem(f"{letter}.pem", party.certificate)
        store.pem(f"{letter}.key", party.private_key)
    text(store, "nginx.conf", """server {
    ssl_certificate a.pem;
    ssl_certificate_key a.key;
}
server {
    ssl_certificate b.pem;
    ssl_certificate_key b.key;
    location / {
        proxy_ssl_certificate c.pem;
        proxy_ssl_certificate_key c.key;
    }
    location /d {
        proxy_ssl_certificate d.pem;
        proxy_ssl_certificate_key d.key;
    }
}
""")
    store.finding("eku-no-server-auth", "a.pem", "presented as a server's, for clients only",
                  store.files["a.pem"].places[0].item)
    store.no_finding("eku-no-server-auth", "b.pem", "for servers")
    store.no_finding("eku-no-server-auth", "d.pem", "presented to others")
    store.finding("eku-no-client-auth", "c.pem", "presented to others, for servers only",
                  store.files["c.pem"].places[0].item)
    store.no_finding("eku-no-client-auth", "d.pem", "for clients")
    store.no_finding("eku-no-client-auth", "b.pem", "presented by a server")
    for folder, roles in (("called", CLIENT), ("callers", CLIENT), ("right", SERVER)):
        party = issue(f"{folder}.purposes.example", ec_key(), root, roles=roles)
        store.pem(f"{folder}/server.crt", party.certificate)
        if folder != "callers":
            store.pem(f"{folder}/server.key", party.private_key)
    store.finding("eku-no-server-auth", "called/server.crt", "its name says so, for clients only")
    store.no_finding("eku-no-server-auth", "right/server.crt", "for servers")
    store.no_finding("eku-no-server-auth", "callers/server.crt", "its key is not there")
    return store


def crossed():
    """Pairs of one server, whose keys are named in the wrong order. nginx pairs by algorithm."""
    store = Store("configurations-crossed")
    root = authority("Crossed Root", ec_key())
    store.pem("ca/root.pem", root.certificate)
    kinds = {"one": ec_key, "two": ec_key, "three": rsa_key}
    servers = {"nginx": ("one", "two"), "mixed": ("one", "three"), "httpd": ("one", "three")}
    for folder, pairs in servers.items():
        for stem in pairs:
            party = issue(f"{stem}.{folder}.example", kinds[stem](), root)
            store.pem(f"{folder}/{stem}-chain.pem", party.certificate)
            store.pem(f"{folder}/secret-{stem}.pem", party.private_key)
    both = "    ssl_certificate {0}-chain.pem;\n    ssl_certificate_key secret-{1}.pem;\n"
    for folder in ("nginx", "mixed"):
        one, two = servers[folder]
        text(store, f"{folder}/nginx.conf", "server {\n" + both.format(one, two)
             + both.format(two, one) + "}\nserver {\n" + both.format(one, one)
             + both.format(two, two) + "}\n")
    text(store, "httpd/site.conf", """<VirtualHost *:443>
SSLCertificateFile one-chain.pem
SSLCertificateFile three-chain.pem
SSLCertificateKeyFile secret-three.pem
SSLCertificateKeyFile secret-one.pem
</VirtualHost>
""")
    for stem in servers["nginx"]:
        store.finding("key-cert-mismatch", f"nginx/secret-{stem}.pem", "of one algorithm, crossed")
    for stem in servers["mixed"]:
        store.no_finding("key-cert-mismatch", f"mixed/secret-{stem}.pem",
                         "OpenSSL keeps a pair for each algorithm")
        store.finding("key-cert-mismatch", f"httpd/secret-{stem}.pem", "mod_ssl pairs by number")
    return store


def partial_chains():
    """Truststores that end below a root, for servers that want paths up to one."""
    store = Store("configurations-partial-chains")
    root = authority("Partial Root", ec_key())
    store.pem("kept/root.pem", root.certificate)
    for folder, name, content in (
            ("short", "nginx.conf", "server {\n    ssl_client_certificate partners.pem;\n}\n"),
            ("two", "nginx.conf", "server {\n    ssl_client_certificate partners.pem;\n"
                                  "    ssl_trusted_certificate above.pem;\n}\n"),
            ("whole", "postgresql.conf", "ssl_ca_file = 'partners.pem'\n")):
        issuing = authority(f"Partial {folder} Issuing", ec_key(), root)
        client = issue(f"{folder} client", ec_key(), issuing, roles=CLIENT)
        text(store, f"{folder}/{name}", content)
        store.pem(f"{folder}/client.crt", client.certificate)
        store.pem(f"{folder}/client.key", client.private_key)
        above = (root.certificate,) if folder == "whole" else ()
        store.pem(f"{folder}/partners.pem", issuing.certificate, *above)
        if folder == "two":
            store.pem(f"{folder}/above.pem", root.certificate)
        if folder == "short":
            store.finding("truststore-missing-root", f"{folder}/partners.pem", "without its root")
        else:
            store.no_finding("truststore-missing-root", f"{folder}/partners.pem",
                             "the root is in what the configuration names")
    return store


def build():
    return [families(), sides(), sides_of_clusters(), purposes(), crossed(), partial_chains(),
            truststores(), truststores_for_servers()]
