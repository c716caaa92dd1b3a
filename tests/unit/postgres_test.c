/* PostgreSQL: settings of the server and of clients. */
#include "references.h"

static const struct configured rows[] = {
    {"ssl = on\nssl_cert_file = 'server.crt'  # (change requires restart)\nssl_key_file='server.key'\n",
     "ssl_cert_file 0/2 certificate: server.crt\nssl_key_file 0/3 key: server.key\n"},
    {"ssl_ca_file 'root.crt'\nssl_crl_file = root.crl\nssl_crl_dir = 'x'\n#ssl_ca_file = 'no'\n",
     "ssl_ca_file 0/1 client truststore: root.crt\nssl_crl_file 0/2 revocation list: root.crl\n"},
    {"[one]\nsslcert=a.pem\nsslkey=a.key\n[two]\nsslrootcert=b.pem\nsslcrl=b.crl\n",
     "sslcert 1/2 certificate: a.pem\nsslkey 1/3 key: a.key\n"
     "sslrootcert 4/5 server truststore: b.pem\nsslcrl 4/6 revocation list: b.crl\n"},
    {"psql 'host=h sslcert=/a.pem sslkey=/a.key'\nURL: \"postgresql://u:p@h/d?a=b&sslrootcert=/c.pem\"\n"
     "use nosslcert=/x &sslcerts=/y ?sslcert &sslkey= \n",
     "sslcert 1/1 certificate: /a.pem\nsslkey 1/1 key: /a.key\n"
     "sslrootcert 2/2 server truststore: /c.pem\n"},
    {"ssl_passphrase_command = 'echo secret'\nssl_ca_file = ''\nmy_ssl_ca_file = a\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("postgresql.conf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("postgresql.conf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("postgresql.conf", "ssl_ca_file = 'a.pem'\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
