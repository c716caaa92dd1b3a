/* Ansible: variables that say what a file is for, and those that do not. */
#include "references.h"

static const char name[] = "group_vars/all.yml";

static const struct configured rows[] = {
    {"web_tls_cert: files/web.crt\nweb_tls_key: \"files/web key.key\"\nca_file: /etc/ca.pem\n",
     "web_tls_cert 1/1 certificate: files/web.crt\nweb_tls_key 1/2 key: files/web key.key\n"
     "ca_file 3/3 truststore: /etc/ca.pem\n"},
    {"- one_key: a.key\n- other_cert: b.crt\n  cert_key_path: c.pem\n",
     "one_key 1/1 key: a.key\nother_cert 2/2 certificate: b.crt\ncert_key_path 3/3 key: c.pem\n"},
    {"web_key: secret\nssh_key: id_rsa\nweb_cert: |\n  a.pem\nowner: a.crt\n#web_key: a.key\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured(name, rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short(name, rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited(name, "web_cert: a.crt\n");
}

static void other_files(void **state) {
    (void)state;
    static const struct configured others[] = {{"web_cert: a.crt\n", ""}};
    assert_configured("values.yml", others, COUNT_OF(others));
    assert_configured("group_vars/all.md", others, COUNT_OF(others));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
        cmocka_unit_test(other_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
