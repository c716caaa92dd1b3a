"""Files that are not what their name or folder promises, beside such as only look so."""

from recipes.common import ANY_TRAIL, PASSPHRASE
from recipes.files import File, Place, der_file, gzipped, pem_file, run, tar
from recipes.issuing import ec_key, issue
from recipes.items import Item, pkcs8, public, request, revocation_list
from recipes.post_quantum import filling
from recipes.store import Store

MISMATCH = "extension-content-mismatch"


def openssl(arguments, data):
    return run(["openssl", *arguments], data)


def locked_store(party):
    """A PKCS#12 store whose passphrase nobody guesses: one artifact, the store itself."""
    text = (party.private_key.pem() + party.certificate.pem()).encode()
    data = openssl(["pkcs12", "-export", "-iter", "2048", "-passout",
                    "pass:" + PASSPHRASE.decode()], text)
    return File(data, (Place("", Item("keystore", "", data, "PKCS#12, locked")),))


def names_that_mislead(store, party):
    key, made = party.private_key, party.certificate

    def wrong(path, file, why):
        store.add(path, file)
        store.expect("finding", path, ANY_TRAIL, MISMATCH, why)

    wrong("names/der.pem", der_file(made), "DER in a .pem")
    wrong("names/key-der.pem", der_file(key), "a key in DER in a .pem")
    wrong("names/store.pem", locked_store(party), "PKCS#12 in a .pem")
    wrong("names/certificate.key", pem_file(made), "a certificate in a .key")
    wrong("names/half.key", pem_file(public(party.key)), "a public key in a .key: a warning")
    wrong("names/request.key", pem_file(request(party)), "a request in a .key: a warning")
    wrong("names/private.crt", pem_file(key), "a private key in a .crt")
    wrong("names/store.cer", locked_store(party), "PKCS#12 in a .cer")
    wrong("names/both.p12", pem_file(key, made), "PEM in a .p12")
    wrong("names/der.pfx", der_file(made), "DER in a .pfx")
    wrong("names/armoured.der", pem_file(made), "PEM in a .der: a warning")
    wrong("names/issued.csr", pem_file(made), "a certificate in a .csr: a warning")
    wrong("names/private.pub", pem_file(key), "a private key in a .pub")

    def right(path, file, why):
        store.add(path, file)
        store.no_finding(MISMATCH, path, why)

    right("names/plain.crt", pem_file(made), "PEM in a .crt")
    right("names/der.crt", der_file(made), "DER in a .crt is as usual")
    right("names/der.cer", der_file(made), "DER in a .cer is as usual")
    right("names/der.key", der_file(key), "a private key in DER in a .key")
    right("names/both.pem", pem_file(key, made), "key and certificate in one .pem")
    right("names/both.key", pem_file(key, made), "key and certificate in one .key")
    right("names/jwt-public.key", pem_file(public(party.key)), "the name says it is public")
    right("names/store.p12", locked_store(party), "PKCS#12 in a .p12")
    right("names/store.jks", locked_store(party), "keytool writes PKCS#12 into .jks")
    right("names/with-key.csr", pem_file(request(party), key), "the request is there")
    right("names/half.pub", pem_file(public(party.key)), "a public key in a .pub")


def files_with_too_little(store, party):
    check = "file-without-certificate"
    for path, data, why in (
            ("empty/notes.crt", b"The certificate is with the other department.\n", "words"),
            ("empty/garbage.cer", filling("file findings", 900), "no certificate in it")):
        store.add(path, File(data))
        store.expect("finding", path, "", check, why)
    store.problem("nothing recognised", "empty/garbage.cer", "bytes that say nothing")
    store.add("empty/nothing.pem", File(b""))
    store.expect("finding", "empty/nothing.pem", "", "file-empty", "no bytes")
    store.problem("empty", "empty/nothing.pem", "no bytes")
    store.add("empty/line.csr", File(b"\n"))
    store.expect("finding", "empty/line.csr", "", check, "a line end alone")
    store.no_finding("file-empty", "empty/line.csr", "one byte")
    store.add("empty/dictionary.crl", File(b"ATTRIBUTE version 1 integer\n"))
    store.no_finding(check, "empty/dictionary.crl", "not only revocation lists are named .crl")
    store.add("empty/nothing.txt", File(b""))
    store.no_finding("file-empty", "empty/nothing.txt", "the name promises nothing")
    store.add("empty/master.key", File(b"9f86d081884c7d659a2feaa0c55ad015\n"))
    store.no_finding(check, "empty/master.key", "secrets of any kind are named .key")
    parameters = openssl(["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt",
                          "group:ffdhe2048"], b"")
    store.add("empty/dhparam.pem", File(parameters))
    store.no_finding(check, "empty/dhparam.pem", "Diffie-Hellman parameters")

    made = party.certificate
    path = "trailing/more.crt"
    store.add(path, File(made.der + b"And so on.\n", der_file(made).places))
    store.expect("finding", path, "", "der-trailing-data", "text behind the certificate")
    store.add("trailing/twice.crt", File(made.der + made.der, der_file(made).places))
    store.no_finding("der-trailing-data", "trailing/twice.crt", "a second certificate follows")


def name_hash(item, *options):
    command = "crl" if item.kind == "crl" else "x509"
    return openssl([command, "-noout", *options], item.pem().encode()).decode().split("=")[-1].strip()


def capath(store, party):
    """Copies under the names that c_rehash gives, some of them wrong."""
    check, made, revoked = "hash-link-stale", party.certificate, revocation_list(party)
    now, before = name_hash(made, "-subject_hash"), name_hash(made, "-subject_hash_old")
    listed = name_hash(revoked, "-hash")

    def stands(path, item, fires, why):
        store.pem(path, item)
        if fires:
            store.finding(check, path, why)
        else:
            store.no_finding(check, path, why)

    stands(f"capath/{now}.0", made, False, "its own hash")
    stands(f"capath/{before}.0", made, False, "its own hash, as OpenSSL had it before 1.0")
    stands(f"capath/{listed}.r0", revoked, False, "the hash of the issuer")
    stands("capath/0badcafe.0", made, True, "another hash")
    stands("capath/0badcafe.r0", revoked, True, "another hash")
    stands("capath/0badcafe.pem", made, False, "no name of that form")


def archived(store, party):
    key = pem_file(pkcs8(party.key))
    store.add("archives/backup.tar", tar({"etc/server.key": key}))
    store.add("archives/more.tar", tar({"etc/again.key": key,
                                        "etc/server.crt": pem_file(party.certificate)}))
    store.finding("key-in-archive", "archives/backup.tar", "the first of two archives with it")
    store.no_finding("key-in-archive", "archives/more.tar", "the same key: told once")
    store.add("archives/server.key.gz", pem_file(pkcs8(party.key)).converted(gzipped))
    store.no_finding("key-in-archive", "archives/server.key.gz", "compressed, but no archive")


def istio(store, party):
    check, made = "istio-cacerts-incomplete", pem_file(party.certificate)
    key = pem_file(party.private_key)
    files = {"ca-cert.pem": made, "ca-key.pem": key, "root-cert.pem": made, "cert-chain.pem": made}

    def folder(path, *names):
        for name in names:
            store.add(f"{path}/{name}", files[name])

    folder("istio/whole", *files)
    store.no_finding(check, "istio/whole/ca-cert.pem", "all four")
    folder("authority/three", "ca-cert.pem", "ca-key.pem", "root-cert.pem")
    store.finding(check, "authority/three/ca-cert.pem", "three of the four names in a folder")
    folder("istio/two", "ca-cert.pem", "ca-key.pem")
    store.finding(check, "istio/two/ca-cert.pem", "two of them, and the folder is named after Istio")
    folder("authority/two", "ca-cert.pem", "ca-key.pem")
    store.no_finding(check, "authority/two/ca-cert.pem", "two names that others use as well")


def manifest(kind, name, more):
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n{more}"


def kubernetes():
    store = Store("file-findings-kubernetes")
    check, cacerts = "k8s-tls-incomplete", "istio-cacerts-incomplete"
    # Values that are no certificates: what they are does not matter here.
    crt, key = "  tls.crt: Q2VydGlmaWNhdGU=\n", "  tls.key: S2V5\n"
    tls = "type: kubernetes.io/tls\n"

    def stands(path, text, fires, why, check_id=check):
        store.add(path, File(text.encode()))
        if fires:
            store.expect("finding", path, "", check_id, why)
        else:
            store.no_finding(check_id, path, why)

    def secret(*data, more=tls):
        return manifest("Secret", "web", more + "data:\n" + "".join(data))

    whole = secret(crt, key)
    stands("whole.yaml", whole, False, "both halves")
    stands("no-key.yaml", secret(crt), True, "tls.key is missing")
    stands("no-certificate.yaml", whole + "---\n" + secret(key), True,
           "tls.crt is missing in the second document")
    stands("split.yaml", secret(crt) + "stringData:\n  tls.key: |\n    words\n", False,
           "data and stringData together")
    stands("opaque.yaml", secret(crt, more="type: Opaque\n"), False, "of another type")
    item = secret(crt).replace("\n", "\n  ").rstrip(" ")
    stands("list.yaml", manifest("List", "all", "items:\n- " + item), True, "an item of a list")
    stands("quoted.yaml", secret('  "tls.key": ""\n', more='"type": "kubernetes.io/tls" # TLS\n')
           .replace("kind: Secret", "kind: 'Secret'"), True, "with quotes and a comment")
    stands("flow.yaml", manifest("Secret", "web", tls + "data: {tls.crt: Yw==, tls.key: aw==}\n"),
           False, "data on one line")
    stands("chart.yaml", manifest("Secret", "web", tls + "data:\n  {{- toYaml .Values.tls | nindent 2 }}\n"),
           False, "a template fills data in")
    stands("alias.yaml", manifest("Secret", "web", tls + "data: *both\n"), False, "an alias")
    stands("sealed.yaml", manifest("SealedSecret", "web", "spec:\n  template:\n    " + tls), False,
           "another kind")
    stands("README.md", "# Secrets\n\nA Secret looks like this:\n\n```yaml\n" + secret(crt) + "```\n",
           False, "a document that quotes a manifest")
    stands("list.json", '{"kind": "List", "items": [\n {"kind": "Secret", "type": "kubernetes.io/tls",'
           '\n  "data": {"tls.crt": "Yw=="}}]}\n', True, "JSON, an item of a list")
    stands("whole.json", '{"kind": "Secret", "type": "kubernetes.io/tls",\n "data": {"tls.crt":'
           ' "Yw==", "tls.key": "aw=="}}\n', False, "JSON, both halves")

    def authority(*names):
        return manifest("Secret", "cacerts", "data:\n" + "".join(f"  {name}: Yw==\n" for name in names))

    stands("cacerts.yaml", authority("ca-cert.pem", "root-cert.pem"), True, "two of the four",
           cacerts)
    stands("java.yaml", authority("cacerts"), False, "a Java truststore under that name", cacerts)
    return store


def build():
    store = Store("file-findings")
    party = issue("files.example", ec_key())
    names_that_mislead(store, party)
    files_with_too_little(store, party)
    capath(store, party)
    archived(store, party)
    istio(store, party)
    for path in ("names/store.cer", "names/store.jks", "names/store.p12", "names/store.pem"):
        store.expect("finding", path, "*", "key-encrypted", "locked")
        store.expect("finding", path, "*", "pkcs12-too-new", "AES-256, SHA-256")
    return [store, kubernetes()]
