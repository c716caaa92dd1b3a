"""Texts that hold several files: Kubernetes Secrets, and what OpenVPN reads inline."""

from base64 import b64encode

from recipes.common import CLIENT
from recipes.files import File, Place, pem_file
from recipes.issuing import authority, ec_key, issue
from recipes.store import Store


def secret(**values):
    """Each value in base64 on a line of its own; tls_crt stands for tls.crt."""
    lines = ["apiVersion: v1", "kind: Secret", "metadata:", "  name: server",
             "type: kubernetes.io/tls", "data:"]
    places, block = [], len(lines) + 1
    for name, items in values.items():
        key, inner = name.replace("_", "."), pem_file(*items)
        lines.append(f"  {key}: {b64encode(inner.data).decode()}")
        places += [Place(f"block {block}/{key}!line {len(lines)}!{place.trail}", place.item)
                   for place in inner.places]
    return File(("\n".join(lines) + "\n").encode(), tuple(places))


def kubeconfig(certificate, key):
    lines, places = ["kind: Config", "users:", "- name: a", "  user:"], []
    for name, item in (("client-certificate-data", certificate), ("client-key-data", key)):
        lines.append(f"    {name}: {b64encode(pem_file(item).data).decode()}")
        places.append(Place(f"block 5/{name}!line {len(lines)}!line 1", item))
    return File(("\n".join(lines) + "\n").encode(), tuple(places))


def inline(**values):
    text, places = "client\ndev tun\nremote vpn.example 1194\n", []
    for tag, items in values.items():
        text += f"<{tag}>\n"
        for item in items:
            places.append(Place(f"block 1/{tag}!line {text.count(chr(10)) + 1}", item))
            text += item.pem()
        text += f"</{tag}>\n"
    return File(text.encode(), tuple(places))


def build():
    store = Store("inline")
    root = authority("Inline Root", ec_key())
    below = authority("Inline Issuing", ec_key(), root)
    right, wrong, other = (issue(f"{name}.example", ec_key(), below)
                           for name in ("right", "wrong", "other"))
    member, stranger = (issue(name, ec_key(), roles=CLIENT) for name in ("member", "stranger"))
    anchor, chain = [root.certificate], [below.certificate]
    store.add("right.yaml", secret(ca_crt=anchor, tls_crt=[right.certificate] + chain,
                                   tls_key=[right.private_key]))
    store.add("wrong.yaml", secret(ca_crt=anchor, tls_crt=[wrong.certificate] + chain,
                                   tls_key=[stranger.private_key]))
    store.add("unordered.yaml", secret(tls_crt=chain + [right.certificate],
                                       tls_key=[right.private_key]))
    store.add("clients.yaml", secret(ca_crt=[member.certificate]))
    store.add("right.ovpn", inline(ca=anchor, cert=[right.certificate] + chain,
                                   key=[right.private_key]))
    store.add("wrong.ovpn", inline(ca=anchor, cert=[right.certificate] + chain,
                                   key=[member.private_key]))
    store.add("right.kubeconfig", kubeconfig(right.certificate, right.private_key))
    store.add("wrong.kubeconfig", kubeconfig(right.certificate, other.private_key))
    store.pem("member.crt", member.certificate)
    store.pem("stranger.crt", stranger.certificate)
    for path in ("right.yaml", "right.ovpn", "right.kubeconfig"):
        for check in ("chain-leaf-not-first", "chain-order", "chain-has-root", "key-cert-mismatch",
                      "key-in-archive", "chain-unrelated-cert"):
            store.no_finding(check, path, "each part is a file of its own")
    wrong_key = store.files["wrong.yaml"].places[-1].item
    store.finding("key-cert-mismatch", "wrong.yaml", "tls.key beside tls.crt", wrong_key)
    store.finding("key-cert-mismatch", "wrong.ovpn", "<key> beside <cert>",
                  store.files["wrong.ovpn"].places[-1].item)
    store.finding("key-cert-mismatch", "wrong.kubeconfig", "client-key-data beside its certificate",
                  store.files["wrong.kubeconfig"].places[-1].item)
    store.finding("key-orphaned", "wrong.kubeconfig", "its certificate is nowhere",
                  store.files["wrong.kubeconfig"].places[-1].item)
    store.rows[-4:] = [(*row[:3], "*", *row[4:]) for row in store.rows[-4:]]
    store.finding("chain-leaf-not-first", "unordered.yaml", "the CA stands first in tls.crt")
    store.finding("chain-order", "unordered.yaml", "likewise")
    store.finding("k8s-tls-incomplete", "clients.yaml", "neither tls.crt nor tls.key")
    store.rows[-1] = (*store.rows[-1][:3], "", *store.rows[-1][4:])
    store.finding("client-selfsigned-untrusted", "stranger.crt", "in the ca.crt of no Secret")
    store.no_finding("client-selfsigned-untrusted", "member.crt", "in ca.crt of clients.yaml")
    return store
