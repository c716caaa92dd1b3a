/* HAProxy: keywords of lines, folders for what is relative, and lists of certificates. */
#include "references.h"

static const struct configured rows[] = {
    {"frontend f\n  bind :443 ssl crt /etc/a.pem ca-file \"b c.pem\" verify required\n",
     "crt 2/2 keystore: /etc/a.pem\nca-file 2/2 client truststore: b c.pem\n"},
    {"server s 10.0.0.1:443 ssl ca-file up.pem crl-file up.crl crt me.pem\n",
     "ca-file 1/1 server truststore: up.pem\ncrl-file 1/1 revocation list: up.crl\n"
     "crt 1/1 keystore: me.pem\n"},
    {"global\n crt-base /c\n ca-base /a\ndefaults\n default-server ssl ca-file x.pem crt /y.pem\n",
     "ca-file 5/5 server truststore: /a/x.pem\ncrt 5/5 keystore: /y.pem\n"},
    {"crt-store s\n key-base /k\n load crt s.pem key s.key issuer i.pem alias s\n",
     "crt 3/3 certificate: s.pem\nkey 3/3 key: /k/s.key\nissuer 3/3 chain: i.pem\n"},
    {"load key s.key\nload average: crt\n", ""},
    {"bind :443 ca-verify-file v.pem ca-file @system-ca crt\n",
     "ca-verify-file 1/1 client truststore: v.pem\nca-file 1/1 client truststore: @system-ca\n"},
    {"# bind :443 crt a.pem\nfetch crt a.pem\nhttp-request set-var(x) ca-file\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("haproxy.cfg", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("haproxy.cfg", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("haproxy.cfg", "bind :443 ssl crt a.pem\n");
}

static void lists_of_certificates(void **state) {
    (void)state;
    static const struct configured lists[] = {
        {"a.pem *.example\n/b.pem [alpn h2 ca-file c.pem verify required] !x *.x\n",
         "crt-list 1/1 keystore: a.pem\ncrt-list 2/2 keystore: /b.pem\n"
         "ca-file 2/2 client truststore: c.pem\n"},
        {"# none\n", ""},
        {"a.pem [ca-file c.pem", "crt-list 1/1 keystore: a.pem\n"},
    };
    assert_configured("crt-list.txt", lists, COUNT_OF(lists));
    assert_cut_short("crt-list.txt", lists, COUNT_OF(lists));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
        cmocka_unit_test(lists_of_certificates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
