"""Chains that break one rule each, and beside each one that almost does."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from recipes.common import CLIENT, SERVER, VALID_FROM, VALID_UNTIL
from recipes.issuing import Party, authority, ec_key, issue, name
from recipes.items import Item
from recipes.store import Store

PAST = datetime(2026, 1, 1)


def certify(subject, key=None, issuer=None, *, ca=True, length=None, until=VALID_UNTIL,
            issuer_key=None, extensions=()):
    """A certificate with these extensions (extension, critical) beside the usual ones."""
    key = key or ec_key()
    subject = name(subject) if isinstance(subject, str) else subject
    signer = issuer.key if issuer else key
    builder = (x509.CertificateBuilder().subject_name(subject)
               .issuer_name(issuer.name if issuer else subject).public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(VALID_FROM).not_valid_after(until)
               .add_extension(x509.BasicConstraints(ca, length), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()),
                              critical=False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                   issuer_key or signer.public_key()), critical=False))
    if not ca:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName("server.example")]), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Party(key, subject, builder.sign(signer, hashes.SHA256()))


def usage(**bits):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
             "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{bit: bits.get(bit, False) for bit in names})


def chain(store, path, *parties):
    store.pem(path, *[party.certificate for party in parties])


def bundles(store, root):
    upper = authority("Upper CA", ec_key(), root)
    lower = authority("Lower CA", ec_key(), upper)
    leaf = issue("bundled.example", ec_key(), lower)
    chain(store, "order/right.pem", leaf, lower, upper)
    store.no_finding("chain-order", "order/right.pem", "each followed by its issuer")
    chain(store, "order/wrong.pem", issue("disordered.example", ec_key(), lower), upper, lower)
    store.finding("chain-order", "order/wrong.pem", "the upper CA before the lower one",
                  store.files["order/wrong.pem"].places[0].item)
    direct = issue("direct.example", ec_key(), root)
    chain(store, "root/sent.pem", direct, root)
    store.finding("chain-has-root", "root/sent.pem", "the root after the leaf", root.certificate)
    store.no_finding("chain-has-root", "order/right.pem", "ends below the root")
    stranger = authority("Stranger CA", ec_key())
    chain(store, "stranger/fullchain.pem", issue("beside.example", ec_key(), lower), lower, upper,
          stranger)
    store.finding("chain-unrelated-cert", "stranger/fullchain.pem", "signed nothing of it",
                  stranger.certificate)
    store.no_finding("chain-unrelated-cert", "order/wrong.pem", "in disorder, but on the path")


def dates(store, root):
    old = certify("Expired CA", issuer=root, until=PAST)
    chain(store, "expired/fullchain.pem", issue("late.example", ec_key(), old), old)
    store.finding("chain-expired", "expired/fullchain.pem", "the only CA above it is expired",
                  old.certificate)
    store.no_finding("expired", "expired/fullchain.pem", "chain-expired tells of the CA")
    store.no_finding("chain-expired-alternate", "expired/fullchain.pem", "no path is valid")
    issuing = certify("Cross Issuing CA")
    cross = certify("Cross Issuing CA", issuing.key, root, until=PAST)
    renewed = certify("Cross Issuing CA", issuing.key, root)
    chain(store, "alternate/fullchain.pem", issue("cross.example", ec_key(), renewed), renewed,
          cross)
    store.finding("chain-expired-alternate", "alternate/fullchain.pem",
                  "the former certificate of the issuing CA is still sent", cross.certificate)
    store.no_finding("expired", "alternate/fullchain.pem", "chain-expired-alternate tells of it")
    store.no_finding("chain-expired", "alternate/fullchain.pem", "the renewed one is a path")


def lengths(store, root):
    short = certify("Short CA", issuer=root, length=0)
    below = certify("CA below Short CA", issuer=short)
    chain(store, "length/fullchain.pem", issue("long.example", ec_key(), below), below, short)
    store.finding("pathlen-violated", "length/fullchain.pem", "allows no CA below it",
                  short.certificate)
    again = certify("Short CA", issuer=short)
    chain(store, "length/self-issued.pem", issue("rolled.example", ec_key(), again), again, short)
    store.no_finding("pathlen-violated", "length/self-issued.pem", "self-issued ones do not count")
    last = root
    chain_of = []
    for number in range(34):
        last = certify(f"Level {number} CA", issuer=last)
        chain_of.append(last)
    chain(store, "bound/fullchain.pem", issue("deep.example", ec_key(), last),
          *reversed(chain_of))
    store.finding("chain-bound-hit", "bound/fullchain.pem", "longer than the limit path-length",
                  store.files["bound/fullchain.pem"].places[0].item)
    store.expect("finding", "bound/fullchain.pem", "*", "chain-bound-hit",
                 "and its upper CAs, whose issuers differ")
    store.no_finding("chain-bound-hit", "length/fullchain.pem", "searched to the end")


def authorities(store, root):
    """Who may sign."""
    plain = issue("plain.example", ec_key(), root)
    chain(store, "not-ca/leaf.pem", issue("below-plain.example", ec_key(), plain))
    chain(store, "not-ca/issuer.pem", plain)
    store.finding("issuer-not-ca", "not-ca/issuer.pem", "a server's certificate that signed another")
    silent = certify("Silent CA", issuer=root, extensions=[(usage(crl_sign=True), True)])
    chain(store, "usage/leaf.pem", issue("below-silent.example", ec_key(), silent))
    chain(store, "usage/silent-ca.pem", silent)
    store.finding("issuer-no-keycertsign", "usage/silent-ca.pem", "key usage cRLSign alone")
    store.no_finding("issuer-not-ca", "usage/silent-ca.pem", "CA:TRUE")
    spoken = certify("Spoken CA", issuer=root, extensions=[(usage(key_cert_sign=True), True)])
    chain(store, "usage/fullchain.pem", issue("below-spoken.example", ec_key(), spoken), spoken)
    store.no_finding("issuer-no-keycertsign", "usage/fullchain.pem", "key usage keyCertSign")
    for role, other in ((CLIENT, SERVER), (SERVER, CLIENT)):
        word = "client" if role is CLIENT else "server"
        apart = certify(f"Only {'Server' if role is CLIENT else 'Client'} CA", issuer=root,
                        extensions=[(x509.ExtendedKeyUsage(other), False)])
        chain(store, f"purpose/{word}-wrong.pem", issue(f"{word} apart", ec_key(), apart,
                                                       roles=role), apart)
        store.finding(f"eku-chain-excludes-{word}", f"purpose/{word}-wrong.pem",
                      "the CA's extended key usage names the other use", apart.certificate)
        fit = certify(f"Fit {word.title()} CA", issuer=root,
                      extensions=[(x509.ExtendedKeyUsage(role), False)])
        chain(store, f"purpose/{word}-right.pem", issue(f"{word} fit", ec_key(), fit, roles=role),
              fit)
        store.no_finding(f"eku-chain-excludes-{word}", f"purpose/{word}-right.pem",
                         "the CA's extended key usage names this use")


def constraints(store, root):
    def limited(common_name, host):
        permitted = x509.NameConstraints([x509.DNSName(host)], None)
        return certify(common_name, issuer=root, extensions=[(permitted, True)])

    narrow = limited("Narrow CA", "other.example")
    chain(store, "names/outside.pem", issue("outside.example", ec_key(), narrow), narrow)
    store.finding("name-constraint-violation", "names/outside.pem",
                  "permits other.example; the leaf is server.example", narrow.certificate)
    wide = limited("Wide CA", "example")
    chain(store, "names/inside.pem", issue("inside.example", ec_key(), wide), wide)
    store.no_finding("name-constraint-violation", "names/inside.pem", "server.example is below it")


def extensions(store, root):
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    chain(store, "extension/critical.pem",
          certify("critical.example", issuer=root, ca=False, extensions=[(unknown, True)]))
    store.finding("unknown-critical-extension", "extension/critical.pem", "marked critical")
    chain(store, "extension/ignored.pem",
          certify("ignored.example", issuer=root, ca=False, extensions=[(unknown, False)]))
    store.no_finding("unknown-critical-extension", "extension/ignored.pem", "not critical")
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.37"), b"\x30\x05")
    chain(store, "extension/malformed.pem",
          certify("malformed.example", issuer=root, ca=False, extensions=[(broken, False)]))
    store.finding("extension-malformed", "extension/malformed.pem", "extended key usage is cut off")
    store.no_finding("extension-malformed", "extension/critical.pem", "unknown, but well-formed")
    chain(store, "identifier/differs.pem",
          certify("identified.example", issuer=root, ca=False,
                  issuer_key=ec_key().public_key()))
    store.finding("aki-ski-mismatch", "identifier/differs.pem", "names another key than signed it")
    chain(store, "identifier/absent.pem", issue("absent.example", ec_key(), root))
    store.no_finding("aki-ski-mismatch", "identifier/absent.pem", "names the root's key")
    chain(store, "same-name/leaf.pem", issue(root.name, ec_key(), root))
    store.finding("same-dn-leaf-ca", "same-name/leaf.pem", "bears the root's name")
    store.no_finding("same-dn-leaf-ca", "identifier/absent.pem", "another name")


def circles(store, root):
    one, two = certify("Round CA One", issuer=root), certify("Round CA Two", issuer=root)
    store.pem("circle/cas.pem", one.certificate, two.certificate,
              certify("Round CA One", one.key, two).certificate,
              certify("Round CA Two", two.key, one).certificate)
    store.expect("finding", "circle/cas.pem", "*", "chain-cycle", "each signed the other")
    store.no_finding("chain-cycle", "order/right.pem", "leads one way only")


def lists(store, root):
    def revoking(party, until, *revoked):
        builder = (x509.CertificateRevocationListBuilder().issuer_name(party.name)
                   .last_update(VALID_FROM).next_update(until)
                   .add_extension(x509.CRLNumber(1), critical=False))
        for serial in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial)
                .revocation_date(VALID_FROM)
                .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
                .build())
        made = builder.sign(party.key, hashes.SHA256())
        from cryptography.hazmat.primitives.serialization import Encoding
        return Item("crl", "X509 CRL", made.public_bytes(Encoding.DER),
                    f"list of {party.common_name}")

    listing = certify("Listing CA", issuer=root)
    bad = issue("revoked.example", ec_key(), listing)
    chain(store, "list/revoked.pem", bad, listing)
    chain(store, "list/good.pem", issue("unrevoked.example", ec_key(), listing), listing)
    store.pem("list/listing-ca.crl", revoking(listing, VALID_UNTIL, bad.made.serial_number))
    store.finding("cert-revoked-by-crl", "list/revoked.pem", "its serial number is listed",
                  bad.certificate)
    store.no_finding("cert-revoked-by-crl", "list/good.pem", "not on the list of its issuer")
    store.no_finding("crl-expired", "list/listing-ca.crl", "up to date")
    stale = certify("Stale CA", issuer=root)
    chain(store, "list/stale.pem", issue("stale.example", ec_key(), stale), stale)
    store.pem("list/stale-ca.crl", revoking(stale, PAST))
    store.finding("crl-expired", "list/stale-ca.crl", "its next update is over")


def rules():
    store = Store("chains")
    root = authority("Chains Root", ec_key())
    chain(store, "trust/truststore.pem", root)
    for part in (bundles, dates, lengths, authorities, constraints, extensions, circles, lists):
        part(store, root)
    return store


def depths():
    """nginx takes one certificate between leaf and anchor."""
    store = Store("profile-nginx--depth")
    root = authority("Depth Root", ec_key())
    upper = authority("Depth Upper CA", ec_key(), root)
    lower = authority("Depth Lower CA", ec_key(), upper)
    chain(store, "truststore.pem", root)
    chain(store, "long.pem", issue("long.example", ec_key(), lower), lower, upper)
    store.finding("chain-too-long", "long.pem", "two between leaf and root",
                  store.files["long.pem"].places[0].item)
    chain(store, "short.pem", issue("short.example", ec_key(), upper), upper)
    store.no_finding("chain-too-long", "short.pem", "one between leaf and root")
    return store


def build():
    return [rules(), depths()]
