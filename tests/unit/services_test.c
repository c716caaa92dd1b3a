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
