/* stunnel: settings of services, and of files that only look alike. */
#include "references.h"

static const struct configured rows[] = {
    {"cert = /etc/all.pem\n[one]\naccept = 443\nconnect = 80\nkey = one.key\nCAfile=ca.pem\n",
     "cert 0/1 certificate: /etc/all.pem\nkey 2/5 key: one.key\nCAfile 2/6 truststore: ca.pem\n"},
    {"[c]\nclient = yes\nconnect = x:443\nCAfile = ca.pem\nCRLfile = a.crl\nCApath = /etc\n",
     "CAfile 1/4 truststore: ca.pem\nCRLfile 1/5 revocation list: a.crl\n"
     "CApath 1/6 truststore: /etc\n"},
    {"cert = a.pem\nkey = a.key\n", ""},
    {"accept = 443\nkey = a.key\n", ""},
    {"accept = 443\n;cert = a.pem\ncertificate = a.pem\nCAFILE = x\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("stunnel.conf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("stunnel.conf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("stunnel.conf", "[s]\naccept=1\ncert=a.pem\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
