/* Compose: mounts and secrets that are keys and certificates by their names. */
#include "references.h"

static const struct configured rows[] = {
    {"volumes:\n  - ./tls/server.crt:/etc/a.crt:ro\n  - \"./tls/server.key:/k\"\n  - ./data:/data\n",
     "volumes 2/2 certificate: ./tls/server.crt\nvolumes 3/3 key: ./tls/server.key\n"},
    {"secrets:\n  key:\n    file: ./secrets/tls-key.pem\n  word:\n    file: ./secrets/word.txt\n",
     "file 3/3 key: ./secrets/tls-key.pem\n"},
    {"- type: bind\n  source: ../a.p12\n  target: /a.p12\n- source: ./b.crl\n",
     "source 2/2 keystore: ../a.p12\nsource 4/4 revocation list: ./b.crl\n"},
    {"- certs.pem:/x\n- data:/a.crt\n# - ./a.crt:/x\nimage: ./a.crt\n- ./a.pub:/x\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("docker-compose.yml", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("docker-compose.yml", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("docker-compose.yml", "- ./a.crt:/b\n");
}

static void other_files(void **state) {
    (void)state;
    static const struct configured others[] = {{"- ./a.crt:/b\n", ""}};
    assert_configured("compose.conf", others, COUNT_OF(others));
    assert_configured("values.yml", others, COUNT_OF(others));
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
