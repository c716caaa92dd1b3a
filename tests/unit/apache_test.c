/* Apache httpd: which paths are read from a configuration, and which words are none. */
#include "references.h"

static const struct configured rows[] = {
    {"<VirtualHost *:443>\n  SSLCertificateFile a.crt\n\tSSLCertificateKeyFile \"a b.key\"\n"
     "</VirtualHost>\nSSLCACertificateFile /etc/ca.pem\r\n",
     "SSLCertificateFile 1/2 certificate: a.crt\nSSLCertificateKeyFile 1/3 key: a b.key\n"
     "SSLCACertificateFile 0/5 client truststore: /etc/ca.pem\n"},
    {"sslcertificatechainfile c.pem\nSSLProxyCACertificateFile up.pem\n",
     "sslcertificatechainfile 0/1 chain: c.pem\n"
     "SSLProxyCACertificateFile 0/2 server truststore: up.pem\n"},
    {"#SSLCertificateFile a.crt\nSSLCertificateFile\nSSLCertificateFiles a.crt\n", ""},
    {"SSLProxyMachineCertificateFile both.pem\nSSLCADNRequestFile dn.pem",
     "SSLProxyMachineCertificateFile 0/1 keystore: both.pem\n"
     "SSLCADNRequestFile 0/2 client truststore: dn.pem\n"},
    {"SSLPassPhraseDialog exec:/bin/secret\nSSLCertificateFile -----BEGIN", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("ssl.conf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("ssl.conf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("ssl.conf", "SSLCertificateFile a.pem\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
