"""Keys and certificates in text where nothing says so: numbers, escapes, dumps, logs, base64 of
other texts."""

import binascii
import gzip
import io
import json
import urllib.parse
import zipfile
from base64 import b64encode, urlsafe_b64encode

from recipes.common import BEGIN, DASHES, END
from recipes.files import File, Place, run
from recipes.issuing import ec_key, issue
from recipes.items import pkcs8, public, traditional
from recipes.store import Store
from recipes.text import Writer, lines, prefixed


def rows(values, width=12):
    return [values[at:at + width] for at in range(0, len(values), width)]


def listed(values, width=12):
    return ",\n  ".join(", ".join(row) for row in rows(list(values), width))


def signed(byte):
    return byte - 256 if byte > 127 else byte


def numbers(w, made, key, short):
    der, secret = made.der, key.der
    w.write("numbers/decimal.go", "var k = []byte{\n", (key, "  " + listed(map(str, secret))),
            ",\n}\n")
    w.write("numbers/Signed.java", "byte[] c = {\n", (made, "  " + listed(str(signed(b))
                                                                      for b in der)), "};\n")
    w.write("numbers/Cast.java", "byte[] c = {", (made, ", ".join(
        f"(byte)0x{b:02x}" for b in der)), "};\n")
    w.write("numbers/octal.c", "char c[] = {", (made, ", ".join(f"0{b:03o}" for b in der)), "};\n")
    w.write("numbers/characters.c", "char c[] = {", (made, ", ".join(
        "'\\n'" if c == "\n" else f"'{c}'" for c in made.pem()), "line 1"), "};\n")
    w.write("numbers/remarks.c", "char c[] = {\n", (made, "".join(
        f"  /* {at:04x} */ " + " ".join(f"0x{b:02X}," for b in der[at:at + 8]) + " // row\n"
        for at in range(0, len(der), 8))), "};\n")
    w.write("numbers/suffix.rs", "const C: &[u8] = &[", (made, ", ".join(
        f"0x{b:02x}_u8" for b in der)), "];\n")
    w.write("numbers/array.c", "static const unsigned char der[] = {\n  ",
            (made, listed(f"0x{b:02x}" for b in der)), "\n};\n")
    w.write("numbers/buffer.json", '{"type":"Buffer","data":[',
            (made, ",".join(map(str, der))), "]}\n")
    w.write("numbers/binary.erl", "C = <<", (made, ",".join(map(str, der))), ">>.\n")
    array = "unsigned char der[] = {\n  " + listed(f"0x{b:02x}" for b in der) + "\n};\n"
    w.write("numbers/array.patch",
            "--- /dev/null\n+++ b/der.h\n@@ -0,0 +1,99 @@\n+unsigned char d[] = {\n", (made, prefixed("+  ", listed((f"0x{b:02x}" for b in der)) + "\n")), "+};\n")
    w.write("numbers/remark.c", "// unsigned char d[] = {\n",
            (made, prefixed("//   ", listed((f"0x{b:02x}" for b in der)) + "\n")), "// };\n")
    w.write("numbers/array.json", (made, json.dumps({"source": array})), "\n")
    w.write("numbers/archive.h", "const unsigned char z[] = {\n", (made, "  " + listed(
        f"0x{b:02x}" for b in zipped(made.pem())), "tls.pem", "line 1"), "\n};\n")
    w.write("numbers/short.c", "char k[] = {", (short, ",".join(f"0x{b:02x}" for b in short.der)),
            "};\n")


def zipped(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("tls.pem", (2025, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def escaped(der):
    return "".join(chr(b) if 32 <= b < 127 and b not in b"\"\\'" else f"\\x{b:02x}" for b in der)


def strings(w, made, key, short):
    der = made.der
    w.write("strings/bytes.py", "c = ", (made, repr(der)), "\n")
    w.write("strings/short.py", "k = ", (short, repr(short.der)), "\n")
    w.write("strings/hex.go", 'var c = "', (made, "".join(f"\\x{b:02x}" for b in der)), '"\n')
    w.write("strings/octal.c", 'char c[] = "', (made, "".join(f"\\{b:03o}" for b in der)), '";\n')
    w.write("strings/pieces.c", "char c[] =\n", (made, "\n".join(
        f'  "{"".join(f"{chr(92)}x{b:02x}" for b in row)}"' for row in rows(list(der)))), ";\n")
    w.write("strings/mixed.rs", 'const C: &[u8] = b"', (made, escaped(der)), '";\n')
    w.write("strings/unicode.json", '"', (made, "".join(f"\\u{ord(c):04x}" for c in made.pem()),
                                          "line 1"), '"\n')
    w.write("strings/percent.txt", "c=", (key, "".join(f"%{b:02X}" for b in key.pem().encode()),
                                          "line 1"), "\n")
    w.write("strings/gzip.go", 'var _c = "', (made, "".join(
        f"\\x{b:02x}" for b in gzip.compress(made.pem().encode(), mtime=0)), "line 1"), '"\n')


def intel(data):
    records = []
    for at in range(0, len(data), 16):
        record = bytes([len(data[at:at + 16]), at >> 8, at & 255, 0]) + data[at:at + 16]
        records.append(f":{(record + bytes([-sum(record) & 255])).hex().upper()}\n")
    return "".join(records) + ":00000001FF\n"


def motorola(data):
    records = []
    for at in range(0, len(data), 16):
        record = bytes([len(data[at:at + 16]) + 3, at >> 8, at & 255]) + data[at:at + 16]
        records.append(f"S1{(record + bytes([~sum(record) & 255])).hex().upper()}\n")
    return "".join(records)


def uuencoded(data, name, mangle=lambda line: line):
    """As python's own module writes it; mangle is what happens to lines on their way."""
    rows_ = [binascii.b2a_uu(data[at:at + 45], backtick=mangle is str).decode().rstrip("\n")
             for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n" + "".join(mangle(row) + "\n" for row in rows_) + "`\nend\n"


def dumps(w, made, key):
    der, pem = made.der, made.pem().encode()
    w.write("dumps/mail.uue", "Subject: your key\n\n",
            (key, uuencoded(key.pem().encode(), "client.pem", str), ", client.pem", "line 1"),
            "\nthe end\n")
    w.write("dumps/spaces.uue", (made, uuencoded(made.der, "client.der", str.rstrip),
                                 ", client.der"))
    w.write("dumps/xxd.txt", (made, run(["xxd"], der).decode()))
    w.write("dumps/xxd-pem.txt", (made, run(["xxd"], pem).decode(), "line 1"))
    w.write("dumps/hexdump.txt", "Dump:\n", (key, run(["hexdump", "-vC"], key.der).decode()))
    w.write("dumps/od.txt", (made, run(["od", "-v", "-t", "x1"], der).decode()))
    w.write("dumps/od-characters.txt", (made, run(["od", "-Ax", "-v", "-t", "x1z"], der).decode()))
    w.write("dumps/wireshark.txt", (made, "\n".join(
        f"{at:04x}  {' '.join(f'{b:02x}' for b in der[at:at + 16])}"
        for at in range(0, len(der), 16))), "\n")
    dump = run(["hexdump", "-vC"], der).decode()
    w.write("dumps/remark.txt", "# the certificate\n", (made, prefixed("# ", dump)))
    w.write("dumps/dump.patch", "@@ -0,0 +1,40 @@\n", (made, prefixed("+", dump)))
    w.write("dumps/debug.log", (key, "".join(
        f"2025-01-01 10:00:{n % 60:02} DEBUG [tls] {line}\n"
        for n, line in enumerate(lines(run(["xxd"], key.der).decode())))))
    halves = [(at, der[at:at + 8].hex(" "), der[at + 8:at + 16].hex(" "))
              for at in range(0, len(der), 16)]
    w.write("dumps/session.txt", "read from 0x1 [0x2] (1000 bytes => 1000)\n", (made, "".join(
        f"{at:04x} - {one}{'-' if two else ' '}{two}   ................\n" for at, one, two in halves)))
    w.write("dumps/pairs.txt", "c = ", (made, pem.hex(" "), "line 1"), "\n")
    w.write("dumps/mark.txt", (made, "\ufeff" + made.der.hex()), "\n")
    w.write("dumps/converted.txt", "c = ", (key, key.pem().encode().hex("-").upper(), "line 1"), "\n")
    w.write("dumps/intel.hex", (made, intel(der)))
    w.write("dumps/motorola.srec", (key, motorola(key.pem().encode()), "line 1"))
    w.write("dumps/pem.txt", "c = ", (made, pem.hex(), "line 1"), "\n")
    w.write("dumps/bytea.sql", "VALUES (E'\\\\x", (key, key.der.hex()), "');\n")
    w.write("dumps/prefix.txt", "0x", (key, key.der.hex()), "\n")


def logs(w, made, key):
    cert = lines(made.pem())

    def each(form):
        return "".join(form(number, line) + "\n" for number, line in enumerate(cert, 1))

    w.write("logs/numbered.txt", (made, each(lambda n, line: f"{n:3}  {line}")))
    w.write("logs/grep.txt", (made, each(lambda n, line: f"etc/tls.pem:{n}:{line}")))
    w.write("logs/blame.txt", (made, each(
        lambda n, line: f"^1a2b3c4 (A Name 2025-01-0{n % 9 + 1} 10:0{n % 9}:00 +0000 {n:2}) {line}")))
    w.write("logs/container.json", (made, each(lambda n, line: json.dumps(
        {"log": line + "\n", "stream": "stdout", "time": f"2025-01-01T00:00:{n:02}Z"}))))
    w.write("logs/system.log", (made, each(lambda n, line: f"Jan  1 00:00:{n:02} host app[12]: {line}")))
    w.write("logs/mark.log", (made, "\ufeff" + each(
        lambda n, line: f"2025-01-01 00:00:{n:02} {line}")))
    w.write("logs/raw.patch", "@@ -0,0 +1,9 @@\n",
            (made, prefixed("+", f"const c = `{made.pem().strip()}`")))
    w.write("logs/colours.log", (made, each(lambda n, line: f"\x1b[32m{line}\x1b[0m")))
    w.write("logs/echo.bat", (made, each(lambda n, line: f"echo {line}>>ca.pem")))
    w.write("logs/shell.ps1", '$k = "', (key, key.pem().strip().replace("\n", "`n")), '"\n')
    w.write("logs/text.rtf", "{\\rtf1 ", (made, made.pem().replace("\n", "\\par\n")), "}\n")
    w.write("logs/separators.txt", (made, made.pem().replace("\n", "\u2028")), "\n")
    w.write("logs/remark.pem", (made, "\n".join([*cert[:3], cert[3] + "   # the third", *cert[4:]])),
            "\n")
    w.store.expect("finding", "logs/remark.pem", "*", "pem-bad-base64", "a comment in the body")


def once(data):
    return b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def base64_of_texts(w, made, key, short):
    cert, secret = made.pem(), key.pem()
    account = json.dumps({"type": "service_account", "private_key": secret})
    packed = gzip.compress(json.dumps({"manifest": "tls.crt: " + once(cert)}).encode(), mtime=0)
    w.write("base64/account.env", "ACCOUNT=", (key, once(account), "line 1"), "\n")
    w.write("base64/cloud-init.yaml", "encoding: gz+b64\ncontent: ",
            (made, once(gzip.compress(cert.encode(), mtime=0)), "line 1"), "\n")
    w.write("base64/release.yaml", "data:\n  release: ",
            (made, once(once(packed)), "line 1", "line 1", "line 1"), "\n")
    w.store.no_finding("base64-twice", "base64/release.yaml", "Helm packs its releases so")
    w.write("base64/mark.env", "C=", (made, once("\ufeff" + cert), "line 1"), "\n")
    w.write("base64/wide.env", "C=", (made, once(cert.encode("utf-16-le")), "line 1"), "\n")
    w.write("base64/header.jws", (made, urlsafe_b64encode(json.dumps(
        {"alg": "ES256", "x5c": [once(made.der)]}).encode()).decode().rstrip("="),
        "line 1", "x5c 1"), ".e30.AAAA\n")
    w.store.expect("finding", "base64/mark.env", "line 1", "pem-bom", "inside the value")
    w.store.expect("finding", "base64/wide.env", "line 1", "pem-utf16", "inside the value")
    w.write("base64/redirect.txt", "SAMLResponse=", (made, urllib.parse.quote(once(
        f"<X509Certificate>{once(made.der)}</X509Certificate>"), safe=""), "line 1"), "\n")
    w.write("base64/form.txt", "SAMLResponse=1&cert=", (made, urllib.parse.quote(
        "\n".join(rows(once(made.der), 64)), safe="")), "\n")
    w.write("base64/attribute.html", '<a data-cert="', (made, once(made.der).replace("+", "&#43;")
                                                        .replace("/", "&#x2F;")), '">\n')
    w.write("base64/lines.txt", "key=", (key, urllib.parse.quote(
        "\n".join(rows(once(secret), 76)), safe=""), "line 1"), "\n")
    w.write("base64/members.txt", "d=", (key, urllib.parse.quote(
        json.dumps({"key": once(secret)}), safe=""), "line 1"), "\n")
    w.write("base64/twice.env", "K=", (short, once(once(short.der)), "line 1"), "\n")
    w.store.expect("finding", "base64/twice.env", "*", "base64-twice", "of a public key")
    w.write("base64/short.txt", "k: ", (short, once(short.der)), "\n")


def others(w, store, made, key):
    secret = key.pem()
    for name in ("utf-32-le", "utf-32-be"):
        w.write(f"wide/{name}.pem", (made, made.pem()), encode=lambda text, name=name:
                text.encode(name))
        store.expect("finding", f"wide/{name}.pem", "*", "pem-utf16", "UTF-32 without mark")
    w.write("wide/utf-32-mark.pem", (made, made.pem()),
            encode=lambda text: b"\xff\xfe\0\0" + text.encode("utf-32-le"))
    store.expect("finding", "wide/utf-32-mark.pem", "*", "pem-utf16", "UTF-32 with mark")
    w.write("labels/pkcs7.pem", (made, made.labelled("PKCS7").pem()))
    w.write("labels/openssh.pem", (key, key.labelled("OPENSSH PRIVATE KEY").pem()))
    w.write("labels/values.yaml", "k: |\n",
            (key, prefixed("  ", key.labelled("PUBLIC KEY").pem()), "block 1/k"))
    for path in ("labels/pkcs7.pem", "labels/openssh.pem", "labels/values.yaml"):
        store.expect("finding", path, "*", "pem-label-wrong", "the content is something else")
    body = "".join(lines(made.pem())[1:-1]).replace("+", "-").replace("/", "_")
    w.write("labels/url-alphabet.pem", (made, f"{BEGIN}CERTIFICATE{DASHES}\n{body}\n"
                                        f"{END}CERTIFICATE{DASHES}\n"))
    store.expect("finding", "labels/url-alphabet.pem", "*", "pem-bad-base64", "- and _")
    store.add("labels/behind.der", File(made.der + secret.encode(), (
        Place("", made), Place(f"byte {len(made.der)}!line 1", key))))
    store.expect("finding", "labels/behind.der", "", "der-trailing-data", "a PEM block behind it")


def build():
    store = Store("formats-disguises")
    party = issue("disguise.example", ec_key())
    made, key, short = party.certificate, pkcs8(party.key), traditional(party.key)
    w = Writer(store)
    numbers(w, made, key, short)
    strings(w, made, key, short)
    dumps(w, made, key)
    logs(w, made, key)
    base64_of_texts(w, made, key, public(party.key))
    others(w, store, made, key)
    return store
