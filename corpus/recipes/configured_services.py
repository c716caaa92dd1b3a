"""What further services are told of keys and certificates, beside those in configurations.py."""

from recipes.configurations import clients, family, text
from recipes.issuing import authority, ec_key
from recipes.store import Store

# As in configurations.py: R's pair is right, W is named with the key S, and what is called "outside"
# lies nowhere. Behind each family's own lines stands what is nearly one of them.
FAMILIES = {
    "caddy": ("Caddyfile", """right.example {
\ttls /etc/caddy/r1.pem /etc/caddy/r2.pem
}
wrong.example {
\ttls /etc/caddy/w1.pem /etc/caddy/s2.pem {
\t\tclient_auth {
\t\t\ttrusted_ca_cert_file /etc/caddy/outside.pem
\t\t}
\t}
}
other.example {
\ttls internal
\ttls someone@other.example
}
"""),
    "squid": ("squid.conf", """https_port 443 tls-cert=/etc/squid/r1.pem tls-key=/etc/squid/r2.pem
https_port 444 tls-cert=/etc/squid/w1.pem tls-key=/etc/squid/s2.pem
tls_outgoing_options cafile=/etc/squid/outside.pem
acl local src 10.0.0.0/8
"""),
    "freeradius": ("eap", """eap {
\ttls-config tls-right {
\t\tprivate_key_file = /etc/raddb/freeradius/r2.pem
\t\tcertificate_file = /etc/raddb/freeradius/r1.pem
\t}
\ttls-config tls-wrong {
\t\tprivate_key_file = /etc/raddb/freeradius/s2.pem
\t\tcertificate_file = /etc/raddb/freeradius/w1.pem
\t\tca_file = ${cadir}/outside.pem
\t}
}
"""),
    "bind": ("named.conf", """options {
\tdirectory "/var/cache/bind";
};
tls right {
\tcert-file "/etc/bind/r1.pem";
\tkey-file "/etc/bind/r2.pem";
};
tls wrong {
\tcert-file "/etc/bind/w1.pem";
\tkey-file "/etc/bind/s2.pem";
\tca-file "/etc/bind/outside.pem";
};
zone "example" { type primary; file "outside.db"; };
"""),
    "syslog-ng": ("syslog-ng.conf", """source s_right {
    network(transport("tls") tls(
        key-file("/etc/syslog-ng/r2.pem")
        cert-file("/etc/syslog-ng/r1.pem")
    ));
};
destination d_wrong {
    syslog("log.example" transport("tls")
        tls(key-file("/etc/syslog-ng/s2.pem") cert-file("/etc/syslog-ng/w1.pem")
            ca-file("/etc/syslog-ng/outside.pem")));
    file("outside.log");
};
"""),
    "rsyslog": ("rsyslog.conf", """$DefaultNetstreamDriverCAFile /etc/rsyslog/outside.pem
$DefaultNetstreamDriverCertFile /etc/rsyslog/r1.pem
$DefaultNetstreamDriverKeyFile /etc/rsyslog/r2.pem
action(type="omfwd" target="log.example"
    streamDriver.CertFile="/etc/rsyslog/w1.pem"
    streamDriver.KeyFile="/etc/rsyslog/s2.pem")
action(type="omfile" file="outside.log")
"""),
    "nats": ("nats-server.conf", """tls {
  cert_file: "./r1.pem"
  key_file:  "./r2.pem"
}
cluster {
  tls {
    cert_file: "./w1.pem"
    key_file:  "./s2.pem"
    ca_file:   "./outside.pem"
  }
}
store_dir: "./outside"
"""),
    "nomad": ("nomad.hcl", """tls {
  verify_server_hostname = true
  cert_file = "w1.pem"
  key_file  = "s2.pem"
  ca_file   = "outside.pem"
}
data_dir = "/opt/nomad"
"""),
    "alloy": ("config.alloy", """loki.write "wrong" {
  endpoint {
    tls_config {
      cert_file = "/etc/alloy/w1.pem"
      key_file  = "/etc/alloy/s2.pem"
      ca_file   = "/etc/alloy/outside.pem"
    }
    basic_auth { password_file = "/etc/alloy/outside.txt" }
  }
}
"""),
    "fluent-bit": ("fluent-bit.conf", """[OUTPUT]
    tls.crt_file  /fluent-bit/r1.pem
    tls.key_file  /fluent-bit/r2.pem
[OUTPUT]
    tls.crt_file  /fluent-bit/w1.pem
    tls.key_file  /fluent-bit/s2.pem
    tls.ca_file   /fluent-bit/outside.pem
    storage.path  /fluent-bit/outside
"""),
    "vector": ("vector.toml", """[sinks.wrong.tls]
crt_file = "/etc/vector/w1.pem"
key_file = "/etc/vector/s2.pem"
ca_file = "/etc/vector/outside.pem"
"""),
    "fluentd": ("fluent.conf", """<source>
  <transport tls>
    cert_path /etc/fluentd/r1.pem
    private_key_path /etc/fluentd/r2.pem
  </transport>
</source>
<source>
  <transport tls>
    cert_path /etc/fluentd/w1.pem
    private_key_path /etc/fluentd/s2.pem
    ca_path /etc/fluentd/outside.pem
  </transport>
  path /var/log/outside.log
</source>
"""),
    "unbound": ("unbound.conf", """server:
\ttls-service-pem: "/etc/unbound/r1.pem"
\ttls-service-key: "/etc/unbound/r2.pem"
\ttls-cert-bundle: "/etc/unbound/outside.pem"
\tauto-trust-anchor-file: "/etc/unbound/outside.key"
remote-control:
\tserver-key-file: "/etc/unbound/s2.pem"
\tserver-cert-file: "/etc/unbound/w1.pem"
\tcontrol-key-file: ""
\tcontrol-cert-file: ""
"""),
    "minio": ("minio.env", """MINIO_KMS_KES_CERT_FILE=/etc/minio/w1.pem
MINIO_KMS_KES_KEY_FILE=/etc/minio/s2.pem
MINIO_VOLUMES=/outside.d
"""),
    "libpq": ("app.env", """RIGHT=postgresql://app@db.example/a?sslcert=libpq/r1.pem&sslkey=libpq/r2.pem
WRONG="host=db.example sslcert=libpq/w1.pem sslkey=libpq/s2.pem sslrootcert=outside.pem"
"""),
}


def strongswan(store):
    """Bare names, in folders that belong to the program."""
    clients(store, "strongswan", "x509ca/peers.pem", "swanctl.conf", "strongswan {}")
    text(store, "strongswan/swanctl.conf", """connections {
    peers {
        remote {
            cacerts = peers.pem
        }
    }
}
pools {
    own { addrs = 10.0.0.0/8 }
}
""")
    text(store, "strongswan/ipsec.conf", "conn peers\n    leftcert=outside.pem\n")
    for name in ("swanctl.conf", "ipsec.conf"):
        store.no_finding("config-names-missing-file", f"strongswan/{name}", "there, or outside")


def jetty(store):
    """Paths of keystores alone: nothing is held against a key."""
    text(store, "jetty/ssl.ini", "--module=ssl\n# jetty.sslContext.keyStorePath=etc/gone.p12\n"
                                 "jetty.sslContext.keyStorePath=etc/outside.p12\n")
    store.no_finding("config-names-missing-file", "jetty/ssl.ini", "outside of what is swept")


def build():
    store = Store("configurations-services")
    root = authority("Services Root", ec_key())
    store.pem("issuer/one.pem", root.certificate)
    for folder, told in FAMILIES.items():
        family(store, folder, root, told)
    strongswan(store)
    jetty(store)
    return store
