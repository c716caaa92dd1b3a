/* Kubernetes and etcd: options in manifests and the environment, and kubeconfig. */
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
