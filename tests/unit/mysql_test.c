/* MySQL: settings in sections, with '-' or '_'. */
#include "references.h"

static const struct configured rows[] = {
    {"[mysqld]\nssl-ca=ca.pem\nssl_cert = /etc/server.pem\nssl-key=\"server key.pem\"\n",
     "ssl-ca 1/2 client truststore: ca.pem\nssl_cert 1/3 certificate: /etc/server.pem\n"
     "ssl-key 1/4 key: server key.pem\n"},
    {"[client]\nssl-ca=ca.pem\n[mariadb]\nssl_crl=a.crl\n",
     "ssl-ca 1/2 server truststore: ca.pem\nssl_crl 3/4 revocation list: a.crl\n"},
    {"ssl-ca=ca.pem\n[dovecot]\nssl_cert = a.pem\n[mysqld]\nssl-cipher=x\nssl-ca\n", ""},
    {"[mysqld]\n#ssl-ca=a\n;ssl-ca=b\n!includedir /etc\nssl-certificates=x\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("my.cnf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("my.cnf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("my.cnf", "[mysqld]\nssl-ca=a.pem\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
