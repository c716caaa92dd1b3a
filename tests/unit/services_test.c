/* Services: Kubernetes and etcd in manifests, the environment and kubeconfig; then each way in
 * which other services write a directive, and names that count only in files of their own. */
#include "references.h"

static const struct configured rows[] = {
    {"  - --tls-cert-file=/pki/a.crt\n  - --tls-private-key-file=/pki/a.key\n"
     "  - --etcd-keyfile=/pki/e.key\n  - --etcd-certfile /pki/e.crt\n  - --client-ca-file=/pki/ca.crt\n",
     "tls-cert-file 1/1 certificate: /pki/a.crt\ntls-private-key-file 1/2 key: /pki/a.key\n"
     "etcd-keyfile 3/3 key: /pki/e.key\netcd-certfile 3/4 certificate: /pki/e.crt\n"
     "client-ca-file 5/5 client truststore: /pki/ca.crt\n"},
    {"- name: a\n  user:\n    client-certificate: a.crt\n    client-key: a.key\n"
     "- name: b\n  user:\n    client-key: \"b.key\"\n",
     "client-certificate 3/3 certificate: a.crt\nclient-key 3/4 key: a.key\n"
     "client-key 7/7 key: b.key\n"},
    {"    certificate-authority: ca.crt\n    certificate-authority-data: QUJD\n",
     "certificate-authority 1/1 server truststore: ca.crt\n"},
    {"clientCAFile: /ca.crt\ntlsCertFile: a.crt\ntlsPrivateKeyFile: a.key\n",
     "clientCAFile 1/1 client truststore: /ca.crt\ntlsCertFile 2/2 certificate: a.crt\n"
     "tlsPrivateKeyFile 2/3 key: a.key\n"},
    {"ETCD_CERT_FILE=/a.crt\nETCD_KEY_FILE=/a.key\netcd --peer-trusted-ca-file=p.crt --name x\n",
     "ETCD_CERT_FILE 1/1 certificate: /a.crt\nETCD_KEY_FILE 1/2 key: /a.key\n"
     "peer-trusted-ca-file 3/3 client truststore: p.crt\n"},
    {"smtpd_tls_cert_file = /m.pem\nsmtp_tls_CAfile=/o.pem\nsmtpd_tls_key_file = /m.key\n"
     "smtpd_tls_cert_files = /x\n",
     "smtpd_tls_cert_file 1/1 certificate: /m.pem\nsmtp_tls_CAfile 2/2 server truststore: /o.pem\n"
     "smtpd_tls_key_file 1/3 key: /m.key\n"},
    {"ssl_cert = </d.pem\nssl_key = </d.key\n",
     "ssl_cert 1/1 certificate: /d.pem\nssl_key 1/2 key: /d.key\n"},
    {"TLSCertificateFile /l.pem\nTLSCACertificateFile\t\"/c.pem\"\n",
     "TLSCertificateFile 1/1 certificate: /l.pem\n"
     "TLSCACertificateFile 1/2 client truststore: /c.pem\n"},
    {"\nlistener 8883\ncertfile /q.pem\ncafile /c.pem\n",
     "certfile 3/3 certificate: /q.pem\ncafile 3/4 client truststore: /c.pem\n"},
    {"certfile /q.pem\ncafile /c.pem\n", ""},
    {"net:\n  tls:\n    certificateKeyFile: /m.pem\n    CAFile: /c.pem\n",
     "certificateKeyFile 3/3 keystore: /m.pem\nCAFile 3/4 client truststore: /c.pem\n"},
    {"<Connector port=\"1\">\n <Certificate certificateKeyFile=\"t.key\" certificateFile=\"t.crt\"/>\n",
     "certificateKeyFile 2/2 key: t.key\ncertificateFile 2/2 certificate: t.crt\n"},
    {"tls:\n  certificates:\n    - certFile: /a.pem\n      keyFile: /a.key\n    - certFile: /b.pem\n",
     "certFile 3/3 certificate: /a.pem\nkeyFile 3/4 key: /a.key\ncertFile 5/5 certificate: /b.pem\n"},
    {"export SSL_CERT_FILE=/s.pem\nEnvironment=\"AWS_CA_BUNDLE=/w.pem\" X=1\n",
     "SSL_CERT_FILE 1/1 server truststore: /s.pem\nAWS_CA_BUNDLE 2/2 server truststore: /w.pem\n"},
    {"tls-cert-file /r.crt\ntls-key-file /r.key\ntls-ca-cert-file /ca.crt\n",
     "tls-cert-file 1/1 certificate: /r.crt\ntls-key-file 1/2 key: /r.key\n"
     "tls-ca-cert-file 1/3 client truststore: /ca.crt\n"},
    {"{\n  \"tlscert\": \"/d.pem\",\n  \"tlskey\": \"/d.key\"\n}\n",
     "tlscert 2/2 certificate: /d.pem\ntlskey 2/3 key: /d.key\n"},
    {"tls_server_config:\n  cert_file: p.crt\n  key_file: p.key\n  client_ca_file: c.crt\n",
     "cert_file 2/2 certificate: p.crt\nkey_file 2/3 key: p.key\n"
     "client_ca_file 2/4 client truststore: c.crt\n"},
    {"cert_file: p.crt\nkey_file: p.key\n", ""},
    {"a.example {\n\ttls /c.crt /c.key\n\ttls d.pem e.pem {\n",
     "tls 2/2 certificate: /c.crt\ntls 2/2 key: /c.key\ntls 3/3 certificate: d.pem\n"
     "tls 3/3 key: e.pem\n"},
    {"tls internal\ntls a@b.example\ntls a.crt\ntls a.crt b.key c\ntls version.1 next.2\n"
     "tls a.key b.key\nuse tls a.crt b.key\ntls ",
     ""},
    {"https_port 443 tls-cert=/s.pem tls-key=/s.key\ntls_outgoing_options cafile=/o.pem\n",
     "tls-cert 1/1 certificate: /s.pem\ntls-key 1/1 key: /s.key\n"
     "cafile 2/2 server truststore: /o.pem\n"},
    {"tls-config common {\n private_key_file = /r.key\n certificate_file = ${certdir}/r.pem\n",
     "private_key_file 2/2 key: /r.key\ncertificate_file 2/3 certificate: ${certdir}/r.pem\n"},
    {"private_key_file = ~/.ssh/id_ed25519\n", ""},
    {"zone x {\n};\ntls x {\n cert-file \"/b.pem\";\n key-file \"/b.key\";\n ca-file \"/c.pem\";\n",
     "cert-file 4/4 certificate: /b.pem\nkey-file 4/5 key: /b.key\nca-file 4/6 truststore: /c.pem\n"},
    {"tls( key-file(\"/s.key\") cert-file('/s.pem')\n ca-file(\"/c.pem\") ca-file(x) (\"y\"))\n",
     "key-file 1/1 key: /s.key\ncert-file 1/1 certificate: /s.pem\nca-file 1/2 truststore: /c.pem\n"},
    {"$DefaultNetstreamDriverCAFile /c.pem\nglobal(DefaultNetstreamDriverKeyFile=\"/l.key\"\n"
     " DefaultNetstreamDriverCertFile=\"/l.pem\")\n",
     "DefaultNetstreamDriverCAFile 1/1 truststore: /c.pem\n"
     "DefaultNetstreamDriverKeyFile 1/2 key: /l.key\n"
     "DefaultNetstreamDriverCertFile 1/3 certificate: /l.pem\n"},
    {"connections {\n a {\n  certs = a.pem, b.pem\n  cacerts=c.pem\n", /* the first of a list */
     "certs 3/3 certificate: a.pem\ncacerts 3/4 truststore: c.pem\n"},
    {"conn x\n leftcert=/a.pem\n rightcert = b.pem\n",
     "leftcert 2/2 certificate: /a.pem\nrightcert 3/3 certificate: b.pem\n"},
    {"tls {\n  cert_file: \"./n.pem\"\n  key_file: './n.key'\n}\n",
     "cert_file 2/2 certificate: ./n.pem\nkey_file 2/3 key: ./n.key\n"},
    {"[OUTPUT]\n  tls.ca_file /c.pem\n  tls.crt_file /f.pem\n  tls.key_file /f.key\n",
     "tls.ca_file 2/2 truststore: /c.pem\ntls.crt_file 2/3 certificate: /f.pem\n"
     "tls.key_file 2/4 key: /f.key\n"},
    {"<transport tls>\n  cert_path /f.pem\n  private_key_path /f.key\n",
     "cert_path 2/2 certificate: /f.pem\nprivate_key_path 2/3 key: /f.key\n"},
    {"keyStorePath: ./d.p12\njetty.sslContext.trustStorePath=etc/t.p12\n",
     "keyStorePath 1/1 keystore: ./d.p12\n"
     "jetty.sslContext.trustStorePath 1/2 client truststore: etc/t.p12\n"},
    {"  tls-service-pem: \"/u.pem\"\n  tls-service-key: \"/u.key\"\n",
     "tls-service-pem 1/1 certificate: /u.pem\ntls-service-key 1/2 key: /u.key\n"},
    {"# --tls-cert-file=a\n--tls-cert-file --x\ncert-files: a\n--service-account-key-file=a\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("kube-apiserver.yaml", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("kube-apiserver.yaml", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("kube-apiserver.yaml", "- --client-ca-file=a.crt\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
