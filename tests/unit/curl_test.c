/* curl: options on command lines and in its own file; never a passphrase. */
#include "references.h"

static const struct configured rows[] = {
    {"curl --cacert ca.pem --cert me.pem:secret --key me.key https://x\n",
     "cacert 1/1 server truststore: ca.pem\ncert 1/1 certificate: me.pem\nkey 1/1 key: me.key\n"},
    {"/usr/bin/curl -sS -E me.p12:secret \\\n  --cacert \"ca file.pem\" \\\n  x\n--key no.key\n",
     "E 1/1 keystore: me.p12\ncacert 1/2 server truststore: ca file.pem\n"},
    {"x=$(curl --crlfile a.crl x) | openssl --key a.key\n", "crlfile 1/1 revocation list: a.crl\n"},
    {"a\n\n# curl\n\nb\n curl --cacert a.pem x\nc\n\n\ncurl --key b.key x \\\nd\ne\ncurl --cert c.pem",
     "cacert 6/6 server truststore: a.pem\nkey 10/10 key: b.key\ncert 13/13 certificate: c.pem\n"},
    {"curl x && tool --cert a.pem\ncurl -k x; tool --key a.key\nwget --cacert a.pem\n", ""},
    {"# curl --cacert a.pem\nlibcurl --cacert a.pem\ncurl --cacert\ncurl --cert :secret\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("run.sh", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("run.sh", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("run.sh", "curl --cacert a.pem x\n");
}

static void of_its_own(void **state) {
    (void)state;
    static const struct configured settings[] = {
        {"cacert = \"a.pem\"\n--cert b.pem:secret\nkey=c.key\nuser = me:secret\n# key = d\n",
         "cacert 0/1 server truststore: a.pem\ncert 0/2 certificate: b.pem\nkey 0/3 key: c.key\n"},
    };
    assert_configured(".curlrc", settings, COUNT_OF(settings));
    assert_cut_short(".curlrc", settings, COUNT_OF(settings));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
        cmocka_unit_test(of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
