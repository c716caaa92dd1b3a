"""Forty names that want to be more than names, put wherever a name can stand."""

import datetime
import io
import os
import subprocess
import tarfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

RUN = "window.hacked=1"
NAMES = [
    f"<script>{RUN}</script>".encode(),
    f"</script><script>{RUN}</script>".encode(),
    f"<!--<script>{RUN}</script>".encode(),
    f"]]><script>{RUN}</script>".encode(),
    f"\"><img src=x onerror={RUN}>".encode(),
    f"'><svg onload={RUN}>".encode(),
    f"</title><script>{RUN}</script>".encode(),
    f"</style><script>{RUN}</script>".encode(),
    f"</noscript><script>{RUN}</script>".encode(),
    f"</textarea><script>{RUN}</script>".encode(),
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>".encode(),
    f"<a href='javascript:{RUN}'>x</a>".encode(),
    f"javascript:{RUN}//".encode(),
    f"<details open ontoggle={RUN}>".encode(),
    f"<input autofocus onfocus={RUN}>".encode(),
    b"<base href='https://evil.example/'>",
    b"<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    b"<link rel=stylesheet href='https://evil.example/x.css'>",
    b"<style>*{display:none}</style>",
    b"<form action='https://evil.example'><button>",
    b"&lt;b&gt;&#x3c;script&#x3e;&quot;&apos;",
    f"${{{RUN}}}`+{RUN}+`".encode(),
    f"\\\"}};{RUN};//".encode(),
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e".encode(),
    b"__proto__", b"constructor",
    b"\x1b]0;owned\x07\x1b[2J\x1b[31mred", b"\x9b31mred", b"a\x08\x08\x08b\rc\nd\te",
    "\u202egnp.exe".encode(), "\u2066a\u2069\u200b\ufeff".encode(), "\u2028x\u2029".encode(),
    b"nul\x00byte", b"\xff\xfe\xc0\x80 not UTF-8 \xed\xa0\x80",
    b"=cmd|' /C calc'!A0", b"+1+1", b"-2+3", b"@SUM(1)", b"\t=1+1",
    b"long " + b"A" * 3000,
]
assert len(NAMES) == 40

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


def certificate(key, number, name):
    """A certificate with the name, byte for byte, in subject and SAN."""
    stand_in = f"{number:02d}".ljust(len(name), "#")
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, stand_in)])
    start = datetime.datetime(2026, 1, 1)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
            .public_key(key.public_key()).serial_number(number + 1).not_valid_before(start)
            .not_valid_after(datetime.datetime(2026, 10, 1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(stand_in)]), False)
            .sign(key, hashes.SHA256()))
    der = made.public_bytes(DER)
    try:
        name.decode()
    except UnicodeDecodeError:  # no UTF8String, but a TeletexString can hold it
        der = der.replace(b"\x0c%c" % len(name) + stand_in.encode(),
                          b"\x14%c" % len(name) + stand_in.encode())
    return der.replace(stand_in.encode(), name)


def file_name(name):
    return name.replace(b"/", b"_").replace(b"\0", b"_")[:200]


def make_commit(folder, name):
    author = name.replace(b"\0", b"_").replace(b"\n", b"_").replace(b"<", b"(").replace(b">", b")")
    environment = {**os.environb, b"GIT_AUTHOR_NAME": author, b"GIT_AUTHOR_EMAIL": b"a@example.org",
                   b"GIT_COMMITTER_NAME": author, b"GIT_COMMITTER_EMAIL": b"a@example.org",
                   b"GIT_AUTHOR_DATE": b"2026-01-02T03:04:05Z",
                   b"GIT_COMMITTER_DATE": b"2026-01-02T03:04:05Z",
                   b"GIT_CONFIG_GLOBAL": b"/dev/null", b"GIT_CONFIG_SYSTEM": b"/dev/null"}
    for command in (["git", "init", "-q", "."], ["git", "add", "-A"],
                    ["git", "commit", "-q", "-m", "keys"]):
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def make_store(folder):
    """Every name as subject, SAN, file name, archive member, commit author and alias."""
    root = os.fsencode(folder)
    for number, name in enumerate(NAMES):
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption())
        der = certificate(key, number, name)
        place = os.path.join(root, b"%02d" % number)
        os.mkdir(place)
        with open(os.path.join(place, file_name(name)), "wb") as file:
            file.write(der)
        with tarfile.open(os.path.join(os.fsdecode(place), "backup.tar"), "w",
                          format=tarfile.GNU_FORMAT) as archive:
            member = tarfile.TarInfo(name.replace(b"\0", b"_").rstrip(b"/")
                                     .decode("utf-8", "surrogateescape"))
            member.size = len(private)
            archive.addfile(member, io.BytesIO(private))
        with open(os.path.join(place, b"store.p12"), "wb") as file:
            file.write(pkcs12.serialize_key_and_certificates(
                name.replace(b"\0", b"_").decode("utf-8", "replace").encode(), key, None, None,
                serialization.NoEncryption()))
        repository = os.path.join(place, b"repository")
        os.mkdir(repository)
        with open(os.path.join(repository, b"server.key"), "wb") as file:
            file.write(private)
        make_commit(repository, name)
