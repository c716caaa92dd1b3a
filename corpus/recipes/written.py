"""Keys and certificates beside others of their like, and as programs write and show them."""

import itertools
import textwrap
import urllib.parse
from base64 import b64encode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

from recipes.files import File
from recipes.issuing import ec_key, issue
from recipes.items import pkcs8, public, traditional
from recipes.store import Store
from recipes.text import Writer


def once(data):
    return b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def folded(data, width=64):
    return "\n".join(textwrap.wrap(data, width))


def marked(text, mark):
    return "".join(f"{mark}{line}\n" for line in text.split("\n"))


def unpadded(text):
    """PEM with as many line ends as leave its base64 without padding."""
    return text + "\n" * (-len(text) % 3)


def issued(wanted):
    """A certificate of which wanted is true; its name grows until it is."""
    for length in itertools.count():
        party = issue("written.example" + "x" * length, ec_key())
        if wanted(party.certificate.der):
            return party


def short_hexadecimal(w, keys):
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    ed, x, ec = keys
    w.write("hex/keys.csv", "name,key,n\ned,", (pkcs8(ed), pkcs8(ed).der.hex()), ",1\nx,",
            (pkcs8(x), pkcs8(x).der.hex().upper()), ",2\n")
    w.write("hex/keys.sql", "INSERT INTO k VALUES ('ec','", (traditional(ec), traditional(ec).der.hex()),
            "');\n")
    w.write("hex/name.tsv", "ca\t", (public(ed), public(ed).der.hex()), "\n")
    w.write("hex/digest.txt", digest + " ", (public(ec), public(ec).der.hex()), "\n")
    pairs = [":".join(textwrap.wrap(item.der.hex(), 2)) for item in (pkcs8(ed), public(ed))]
    w.write("hex/colons.txt", (pkcs8(ed), pairs[0]), "\n\n", (public(ed), pairs[1]), "\n")
    w.store.add("hex/inside.txt", File(
        f"3082010a0282010100aa\n{pkcs8(ed).der.hex()[:32]}\n{pkcs8(ed).der.hex()[32:]}\n0203\n"
        .encode()))


def in_remarks(w, made, key):
    w.write("remarks/hash.txt", (made, marked(folded(once(made.der)), "# ")))
    w.write("remarks/slashes.go", (key, marked(folded(once(key.der), 76), "// ")))
    w.write("remarks/star.c", "/*\n", (made, marked(folded(once(made.pem())), " * "), "line 1"),
            " */\n")
    w.write("remarks/named.ini", (key, marked(folded("key: " + once(key.der)), "; ")))
    w.write("remarks/each.txt", "# ", (made, once(unpadded(made.pem())), "line 1"), "\n# ",
            (key, once(key.der)), "\n")


def side_by_side(w, store, made, key):
    w.write("beside/empty-line.txt", (key, folded(once(unpadded(key.pem()))), "line 1"), "\n\n",
            (made, folded(once(made.pem())), "line 1"), "\n")
    w.write("beside/glued.txt", (made, once(made.der)), (key, once(key.der)), "\n")
    w.write("beside/hexadecimal.txt", (made, made.der.hex()), "\n\n",
            (key, urlsafe_b64encode(key.der).decode().rstrip("=")), "\n\n",
            (key, once(key.pem()), "line 1"), "\n")


def as_urls_have_it(w, store):
    plus = issued(lambda der: "+" in once(der)[:12])
    w.write("url/front.txt", "c=", (plus.certificate,
                                    urllib.parse.quote(once(plus.certificate.der), safe="")), "\n")
    low = issued(lambda der: any(line[0] == "_" for line in textwrap.wrap(
        urlsafe_b64encode(der).decode(), 60)[1:]))
    w.write("url/folded.yaml", "c: >-\n", (low.certificate, textwrap.indent(
        folded(urlsafe_b64encode(low.certificate.der).decode().rstrip("="), 60), "  ")), "\n")
    w.write("url/escaped.txt", "k=", (plus.private_key, urllib.parse.quote(
        plus.private_key.pem().replace("\n", "\\n"), safe="")), "\n")


def as_programs_show_it(w, store, made, key):
    w.write("shown/cat.pem", (key, key.pem().replace("\n", "$\n")))
    w.write("shown/cat-crlf.pem", (key, key.pem().replace("\n", "^M$\n")))
    w.write("shown/cat-base64.txt", (made, folded(once(made.der)).replace("\n", "$\n")), "$\n")
    for path in ("shown/cat.pem", "shown/cat-crlf.pem"):
        store.expect("finding", path, "*", "pem-escaped-newlines", "line ends as cat -A shows them")
    w.write("shown/strings.xml", "<sst><si><t>", (key, key.pem().replace("\n", "_x000D_\n")),
            "</t></si><si><t>", (made, folded(once(made.der)).replace("\n", "_x000D_\n")),
            "</t></si></sst>\n")


def build():
    store = Store("formats-written")
    w = Writer(store)
    party = issue("written.example", ec_key())
    made, key = party.certificate, pkcs8(party.key)
    short_hexadecimal(w, (ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate(),
                          ec_key()))
    in_remarks(w, made, key)
    side_by_side(w, store, made, key)
    as_urls_have_it(w, store)
    as_programs_show_it(w, store, made, key)
    for path in ("hex/keys.csv", "hex/keys.sql", "hex/colons.txt"):
        store.expect("finding", path, "*", "key-orphaned", "no certificate of its own")
    return store
