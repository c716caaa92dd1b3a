/* nginx: which paths are read from a configuration, and which words are none. */
#include "references.h"

static const struct configured rows[] = {
    {"server {\n  ssl_certificate a.pem;\n  ssl_certificate_key \"b c.key\";\n}\n",
     "ssl_certificate 1/2 certificate: a.pem\nssl_certificate_key 1/3 key: b c.key\n"},
    {"http {\nserver\n{\nssl_client_certificate /etc/ca.pem;\n}\nssl_trusted_certificate t.pem;}",
     "ssl_client_certificate 2/4 client truststore: /etc/ca.pem\n"
     "ssl_trusted_certificate 1/6 client truststore: t.pem\n"},
    {"location / {\n  if ($x) { return 301; }\n  proxy_ssl_trusted_certificate up.pem;\n}",
     "proxy_ssl_trusted_certificate 1/3 server truststore: up.pem\n"},
    {"ssl_certificate ${name}/a.pem; # ssl_certificate no.pem;\n",
     "ssl_certificate 0/1 certificate: ${name}/a.pem\n"},
    {"ssl_certificate\n  a.pem\n;", "ssl_certificate 0/1 certificate: a.pem\n"},
    {"# ssl_certificate a.pem;\nssl_certificate;\nssl_certificate a.pem", ""},
    {"ssl_password_file secret; ssl_certificates a.pem; my_ssl_certificate a.pem;", ""},
    {"ssl_certificate: a.pem\n{ ngx_string(\"ssl_certificate\"),\n", ""},
    {"ssl_certificate \"-----BEGIN CERTIFICATE-----\";", ""},
    {"} } ssl_certificate a.pem; {", "ssl_certificate 0/1 certificate: a.pem\n"},
    {"{ssl_certificate '';ssl_certificate 'a;b';}", "ssl_certificate 1/1 certificate: a;b\n"},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("nginx.conf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("nginx.conf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("nginx.conf", "ssl_certificate a.pem;\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
