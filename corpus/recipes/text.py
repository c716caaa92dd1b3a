"""Keys and certificates inside text: PEM as it is found in life, base64, hexadecimal."""

import html
import json
import textwrap
import urllib.parse
from base64 import b64encode, urlsafe_b64encode

from recipes.common import ANY_TRAIL, BEGIN, DASHES, END
from recipes.files import File, Place, run
from recipes.issuing import ec_key, issue, rsa_key
from recipes.items import locked_traditional, pkcs8
from recipes.store import Store


def lines(text):
    return text.strip().split("\n")


def prefixed(prefix, text, suffix=""):
    return "".join(f"{prefix}{line}{suffix}\n" for line in lines(text))


class Writer:
    """Writes files into the store. A file is a list of plain texts and of items with the text
    that stands for them; the line of each item is counted."""

    def __init__(self, store):
        self.store = store

    def write(self, path, *parts, encode=str.encode):
        text, places = "", []
        for part in parts:
            if isinstance(part, str):
                text += part
                continue
            item, written, *inner = part
            block = [inner.pop(0)] if inner and inner[0].startswith("block ") else []
            name = inner.pop(0) if inner and inner[0].startswith(", ") else ""
            marker = written.find("BEGIN") if not inner and not name else 0
            line = (text + written[:max(marker, 0)]).count("\n") + 1
            trail = "!".join([*block, f"line {line}{name}", *inner])
            places.append(Place(trail, item))
            text += written
        self.store.add(path, File(encode(text), tuple(places)))


def pem_in_prose(w, made, key):
    cert, secret = made.pem(), key.pem()
    for name, prefix in (("hash", "# "), ("slashes", "// "), ("star", " * "), ("mail", "> "),
                         ("mail-twice", "> > "), ("sql", "-- "), ("semicolon", "; "),
                         ("diff-added", "+"), ("diff-removed", "-"), ("batch", "REM ")):
        w.write(f"prefix/{name}.txt", "Some words.\n", (made, prefixed(prefix, cert)), "More.\n")
    w.write("prefix/comment.c", (made, "/* " + cert.strip().replace("\n", "\n * ")), "\n */\n")
    w.write("prefix/echo.bat", (made, prefixed("echo ", cert, " >> ca.pem")))
    w.write("prefix/log.txt", (made, "INFO read " + cert.strip().replace("\n", "\\n")), " done\n")
    w.write("indented/values.yaml", "tls:\n  cert: |\n", (made, prefixed("    ", cert), "block 2/cert"),
            "  key: |\n", (key, prefixed("    ", secret), "block 2/key"), "other: 1\n")
    w.write("indented/list.yaml", "tls:\n", (made, prefixed("  - ", cert)))
    w.write("indented/main.tf", "cert = <<-EOT\n", (made, prefixed("\t\t", cert)), "EOT\n")
    w.write("indented/write.sh", "cat > key <<EOF\n", (key, secret), "EOF\ncert='",
            (made, cert.strip()), "'\n")


def pem_in_one_line(w, made, key, locked):
    cert, secret, shut = made.pem(), key.pem(), locked.pem()
    one = " ".join(lines(cert))
    w.write("one-line/spaces.env", 'CERT="', (made, one), '"\n')
    w.write("one-line/squeezed.env", "CERT=", (made, one.replace(" ", "")), "\nKEY=",
            (key, secret.replace("\n", "").replace(" ", "")), "\n")
    w.write("one-line/locked.env", 'KEY="', (locked, shut.replace("\n", " ")), '"\n')
    w.write("one-line/service-account.json",
            '{"type": "service_account", "private_key": ', (key, json.dumps(secret)),
            ', "cert": ', (made, json.dumps(cert.replace("\n", "\r\n"))), "}\n")
    w.write("one-line/json-in-json.json", '{"text": "',
            (key, json.dumps(json.dumps(secret))[1:-1]), '"}\n')
    w.write("one-line/locked.json", '{"k": ', (locked, json.dumps(shut)), "}\n")
    w.write("one-line/slashes.json", '{"c": ', (made, json.dumps(cert).replace("/", "\\/")), "}\n")
    escaped = json.dumps(secret)
    for plain, written in (("+", "\\u002b"), ("/", "\\u002F"), ("=", "\\u003d"), ("\\n", "\\u000a")):
        escaped = escaped.replace(plain, written)
    w.write("one-line/unicode-escapes.json", '{"k": ', (key, escaped), "}\n")
    w.write("one-line/java.properties", "k=", (key, secret.strip().replace("\n", "\\n")
                                               .replace("=", "\\=")), "\n")
    w.write("one-line/url.txt", "GET /?c=", (made, urllib.parse.quote(cert, safe="")), "\n")
    w.write("one-line/url-path.txt", "GET /?c=", (made, urllib.parse.quote(cert)), "\n")
    w.write("one-line/form.txt", "k=", (key, urllib.parse.quote_plus(secret)), "&x=1\n")
    w.write("one-line/url-twice.txt", "c=", (made, urllib.parse.quote(
        urllib.parse.quote(cert, safe=""), safe="")), "\n")


def pem_in_markup(w, made, key):
    cert, secret = made.pem(), key.pem()
    w.write("markup/decimal.xml", "<c>", (made, cert.replace("\n", "&#10;")), "</c>\n")
    everything = secret
    for character, entity in (("\n", "&#13;&#10;"), ("+", "&#43;"), ("=", "&#x3D;")):
        everything = everything.replace(character, entity)
    w.write("markup/all.xml", "<k>", (key, everything), "</k>\n")
    w.write("markup/hexadecimal.xml", "<c>", (made, cert.replace("\n", "&#xA;")
                                              .replace("+", "&#x2B;")), "</c>\n")
    w.write("markup/escaped-twice.xml", "<c>", (made, cert.replace("\n", "&amp;#10;")), "</c>\n")
    w.write("markup/breaks.html", "<p>", (made, cert.replace("\n", "<br/>")), "</p>\n")
    w.write("markup/paragraphs.html", (key, prefixed("<p>", secret, "</p>")))
    w.write("markup/attribute.html", '<a title="', (made, html.escape(cert)), '">x</a>\n')
    w.write("markup/quoted-printable.eml", (made, cert.replace("=", "=3D")))
    w.write("markup/manual.1", (made, cert.replace("-", "\\-")), ".PP\n")


def pem_in_source(w, made, key, locked):
    cert, secret = made.pem(), key.pem()
    w.write("source/literals.go", "package p\n\nvar c = ``\nvar k = `", (key, secret),
            "`\nvar d =\n", (made, prefixed('\t"', cert, '\\n" +')), '\t""\n')
    w.write("source/Strings.java", "String c =\n",
            (made, prefixed('        "', cert, '\\r\\n" +')), '        "";\nString k = ""\n',
            (key, prefixed('        + "', secret, '\\n"')), ";\n")
    w.write("source/macros.c", "#define CERT \\\n",
            (made, prefixed('    "', cert, '\\r\\n"          \\')), '    ""\n'
            "const char key[] =\n", (key, prefixed('    "', secret, '\\n"')), "    ;\n"
            "const char shut[] =\n", (locked, prefixed('    "', locked.pem(), '\\n"')), "    ;\n")
    w.write("source/strings.py", "c = (\n", (made, prefixed("    '", cert, "\\n'")), ")\nk = '''",
            (key, secret), "'''\n")
    w.write("source/arrays.js", "const c = [\n", (made, prefixed("  '", cert, "',")),
            "].join('\\n');\nconst k =\n", (key, prefixed("  '", secret, "' + '\\n' +")), "  '';\n")
    w.write("source/strings.php", "<?php $c =\n", (made, prefixed("'", cert, "' . \"\\n\" .")),
            "'';\n")
    w.write("source/strings.vb", "c = _\n", (made, prefixed('"', cert, '" & vbCrLf & _')), '""\n')
    w.write("source/continued.sh", "c=\"\\\n", (made, prefixed("", cert, "\\n\\")), "\"\n")


def pem_files(w, store, made, key, locked, twin):
    """PEM files that are not written as they should be: most programs refuse them."""
    cert = made.pem()
    head, first, second, *rest, tail = lines(cert)

    def odd(check, path, *parts, why, **options):
        w.write(path, *parts, **options)
        store.expect("finding", path, ANY_TRAIL, check, why)

    glued = cert.strip() + twin.pem()
    store.add("pem/glued.pem", File(glued.encode(), (
        Place("line 1", made), Place(f"line {len(lines(cert))}", twin))))
    store.expect("finding", "pem/glued.pem", ANY_TRAIL, "pem-markers-glued",
                 "END and BEGIN share a line")
    odd("pem-bom", "pem/bom.pem", "\ufeff", (made, cert), why="UTF-8 byte order mark")
    odd("pem-utf16", "pem/utf-16-le.pem", (made, cert), why="UTF-16 with mark",
        encode=lambda text: b"\xff\xfe" + text.encode("utf-16-le"))
    odd("pem-utf16", "pem/utf-16-be.pem", (made, cert), why="UTF-16 with mark",
        encode=lambda text: b"\xfe\xff" + text.encode("utf-16-be"))
    odd("pem-utf16", "pem/utf-16-bare.pem", (made, cert), why="UTF-16 without mark",
        encode=lambda text: text.encode("utf-16-le"))
    odd("pem-indented", "pem/indented.pem", (made, prefixed("  ", cert)), why="two spaces")
    odd("pem-blank-line", "pem/blank-line.pem",
        (made, "\n".join([head, first, "", second, *rest, tail]) + "\n"), why="in the body")
    odd("pem-dashes", "pem/four-dashes.pem", (made, cert.replace(DASHES, "----")), why="4 dashes")
    odd("pem-dashes", "pem/six-dashes.pem", (made, cert.replace(DASHES, "------")), why="6 dashes")
    odd("pem-dashes", "pem/spaced-dashes.pem",
        (made, cert.replace(BEGIN, DASHES + " BEGIN ")), why="space behind the dashes")
    odd("pem-escaped-newlines", "pem/escaped.pem", (made, cert.replace("\n", "\\n")),
        why="backslash and n")
    odd("pem-escaped-newlines", "pem/one-line.pem", (made, " ".join(lines(cert))), "\n",
        why="spaces for line ends")
    odd("pem-bad-base64", "pem/comment.pem",
        (made, "\n".join([head, first, "# half of it", second, *rest, tail]) + "\n"),
        why="a comment in the body")
    odd("pem-bad-base64", "pem/exclamation.pem",
        (made, cert.replace(first, first[:20] + "!" + first[20:])), why="one byte too many")
    odd("pem-truncated", "pem/no-end.pem", (made, cert.replace(tail, "")), why="no END line")
    odd("pem-label-wrong", "pem/other-end.pem",
        (made, cert.replace(END + "CERTIFICATE", END + "X509 CERTIFICATE")),
        why="BEGIN and END differ")
    odd("pem-trusted-label", "pem/trusted.pem", (made.labelled("TRUSTED CERTIFICATE"),
        made.labelled("TRUSTED CERTIFICATE").pem()), why="OpenSSL's own label")
    odd("pem-crlf", "pem/crlf.pem", (made, cert.replace("\n", "\r\n")), why="CR LF")
    odd("pem-text-around", "pem/text-around.pem", "A word.\n", (made, cert), why="a word before")
    inner = "\n".join([head, *textwrap.wrap(b64encode(cert.encode()).decode(), 64), tail]) + "\n"
    odd("base64-twice", "pem/pem-in-pem.pem", (made, inner, "line 1"),
        why="the body is base64 of PEM")
    pem_files_in_order(w, store, made, key, locked)


def pem_files_in_order(w, store, made, key, locked):
    """Near misses: files that every program reads, and oddities where they are natural."""
    w.write("pem/plain.pem", (made, made.pem()))
    w.write("pem/opening-line.pem", (made, made.pem().replace(DASHES + "\n", DASHES + "\n\n", 1)))
    w.write("pem/locked.pem", (locked, locked.pem()))
    w.write("pem/gap.pem", (made, made.pem()), "\n\n", (key, key.pem()))
    for check in ("pem-markers-glued", "pem-bom", "pem-utf16", "pem-crlf", "pem-text-around",
                  "pem-truncated", "pem-label-wrong", "pem-trusted-label", "pem-dashes"):
        store.no_finding(check, "pem/plain.pem", "as RFC 7468 has it")
    store.no_finding("pem-blank-line", "pem/locked.pem", "the empty line ends the headers")
    store.no_finding("pem-blank-line", "pem/opening-line.pem", "OpenSSL and Go read it")
    store.no_finding("pem-blank-line", "pem/gap.pem", "between the blocks")
    store.no_finding("pem-indented", "indented/values.yaml", "YAML wants it so")
    store.no_finding("pem-escaped-newlines", "one-line/service-account.json", "JSON wants it so")
    store.no_finding("pem-bad-base64", "prefix/echo.bat", "a script, no PEM file")


def base64_values(w, store, made, key):
    cert, secret = made.pem(), key.pem()

    def once(text):
        return b64encode(text.encode()).decode()

    def wrapped(text, width, between="\n"):
        return between.join(textwrap.wrap(text, width))

    der = b64encode(made.der).decode()
    w.write("base64/secret.yaml", "kind: Secret\ndata:\n  tls.crt: ",
            (made, once(cert), "block 3/tls.crt", "line 1"), "\n  tls.key: ",
            (key, once(secret), "block 3/tls.key", "line 1"), "\n")
    w.write("base64/kubeconfig", "    certificate-authority-data: ",
            (made, once(cert), "block 1/certificate-authority-data", "line 1"),
            "\n    client-key-data: ", (key, once(secret), "block 1/client-key-data", "line 1"),
            "\n")
    w.write("base64/folded.yaml", "ca: |\n  ",
            (made, wrapped(once(cert), 76, "\n  "), "block 1/ca", "line 1"), "\nnext: 1\n")
    w.write("base64/twice.yaml", "data:\n  tls.crt: ",
            (made, once(once(cert)), "line 1", "line 1"), "\n")
    store.expect("finding", "base64/twice.yaml", ANY_TRAIL, "base64-twice",
                 "encoded once more than Kubernetes does")
    store.no_finding("base64-twice", "base64/secret.yaml", "data is base64")
    w.write("base64/twice-der.env", "C=", (made, once(der), "line 1"), "\n")
    store.expect("finding", "base64/twice-der.env", ANY_TRAIL, "base64-twice",
                 "base64 of base64 of DER")
    store.add("base64/saml.xml", File(
        f"<X509Certificate>\n{wrapped(der, 64)}\n</X509Certificate>\n".encode(),
        (Place("line 1", made),)))
    w.write("base64/directory.ldif", "dn: cn=x\nuserCertificate;binary:: ",
            (made, der[:50] + "\n " + wrapped(der[50:], 77, "\n ")), "\ncn: x\n")
    w.write("base64/der.json", '{"key": "', (key, b64encode(key.der).decode()), '", "c": "',
            (made, wrapped(der, 76, "\\n")), '", "d": "', (made, der.replace("/", "\\/")), '"}\n')
    w.write("base64/url-alphabet.txt", "v=", (made, urlsafe_b64encode(made.der).decode()
                                              .rstrip("=")), "\n")
    w.write("base64/string.go", 'var der = "', (made, wrapped(der, 64, '" +\n\t"')), '"\n')
    w.write("base64/bare.txt", (made, wrapped(der, 76)), "\n")


def hexadecimal(w, made, key):
    digits = [f"{byte:02x}" for byte in made.der]
    rows = [digits[at:at + 12] for at in range(0, len(digits), 12)]
    w.write("hex/plain.txt", "der ", (made, "".join(digits)), "\n")
    w.write("hex/wrapped.txt", (made, "\n".join(textwrap.wrap("".join(digits), 64))), "\n")
    w.write("hex/colons.txt", "x:\n    ", (made, ":\n    ".join(map(":".join, rows))), "\n")
    w.write("hex/spaces.txt", (made, " ".join(digits).upper()), "\n")
    w.write("hex/groups.txt", (made, " ".join(textwrap.wrap("".join(digits), 4))), "\n")
    w.write("hex/key.txt", "k=", (key, key.der.hex()), "\n")
    array = ",\n  ".join(", ".join(f"0x{digit}" for digit in row) for row in rows)
    w.write("hex/array.c", "static const unsigned char der[] = {\n  ", (made, array), "\n};\n")
    w.write("hex/xxd.h", (made, run(["xxd", "-i"], made.der).decode()))
    w.write("hex/string.c", "const char der[] =\n", (made, "\n".join(
        '"' + "".join(f"\\x{digit}" for digit in row) + '"' for row in rows)), ";\n")
    w.write("hex/Bytes.java", "byte[] der = {", (made, ", ".join(
        f"(byte) 0x{digit}" for digit in digits)), "};\n")


def mentions(w, store, made):
    """Texts that speak of PEM, and hold none."""
    body = "".join(lines(made.pem())[1:3])
    w.write("mentions/code.js", f'const begin = "{BEGIN}CERTIFICATE{DASHES}\\n";\n'
            f'pem = begin + btoa(der).match(/.{{1,64}}/g).join("\\n") + '
            f'"\\n{END}CERTIFICATE{DASHES}";\n')
    w.write("mentions/prose.md", f"A key begins with {BEGIN}PRIVATE KEY{DASHES} and ends with\n"
            f"{END}PRIVATE KEY{DASHES}, see https://example.org/docs/security/keys/overview.\n")
    w.write("mentions/placeholder.yaml", f"key: |\n  {BEGIN}PRIVATE KEY{DASHES}\n  " + "x" * 64 +
            f"\n  {END}PRIVATE KEY{DASHES}\n")
    w.write("mentions/abridged.txt", f"{BEGIN}CERTIFICATE{DASHES}\n{body}\n...\n"
            f"{END}CERTIFICATE{DASHES}\n")
    for path, mark in (("snip.md", "[snip]"), ("tag.html", "<snip>"), ("ellipsis.adoc", "\u2026")):
        w.write(f"mentions/{path}", f"{BEGIN}CERTIFICATE{DASHES}\n{body}\n{mark}\n{body}\n"
                f"{END}CERTIFICATE{DASHES}\n")
        store.finding("pem-elided", f"mentions/{path}", f"{mark} for the middle")
    store.finding("pem-elided", "mentions/abridged.txt", "three dots for the rest")
    store.no_finding("pem-elided", "mentions/prose.md", "nothing but the markers")
    w.write("mentions/digits.txt", "M" + body + "\nMIIB" + body + "\n3082" + "0" * 400 + "\n")


def build():
    store = Store("formats-text")
    party, other = issue("text.example", ec_key()), issue("twin.example", ec_key())
    made, key = party.certificate, pkcs8(party.key)
    locked = locked_traditional(rsa_key())
    w = Writer(store)
    pem_in_prose(w, made, key)
    pem_in_one_line(w, made, key, locked)
    pem_in_markup(w, made, key)
    pem_in_source(w, made, key, locked)
    pem_files(w, store, made, key, locked, other.certificate)
    base64_values(w, store, made, key)
    hexadecimal(w, made, key)
    mentions(w, store, made)
    for path in ("pem/locked.pem", "one-line/locked.env"):
        store.no_finding("key-orphaned", path, "locked: its public half is not known")
    for path in ("one-line/locked.env", "one-line/locked.json", "pem/locked.pem",
                 "source/macros.c"):
        store.expect("finding", path, "*", "key-encrypted", "locked")
    return store
