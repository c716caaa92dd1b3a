/* OpenVPN: options, inline blocks, and files that only look alike. */
#include "references.h"

static const struct configured rows[] = {
    {"client\ndev tun\nca ca.crt\ncert \"my cert.crt\"\nkey my.key\n",
     "ca 0/3 truststore: ca.crt\ncert 0/4 certificate: my cert.crt\nkey 0/5 key: my.key\n"},
    {"dev tap0\npkcs12 a.p12\ncrl-verify a.crl\nextra-certs b.pem\ntls-auth ta.key 1\n",
     "pkcs12 0/2 keystore: a.p12\ncrl-verify 0/3 revocation list: a.crl\n"
     "extra-certs 0/4 chain: b.pem\n"},
    {"dev tun\n;ca no.crt\n#key no.key\n<ca>\nca-text\n</ca>\nkey\n", ""},
    {"ca ca.crt\ncert a.crt\nkey a.key\n", ""},
    {"ca ca.crt\ndevice dev tun\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("client.ovpn", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("client.ovpn", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("client.ovpn", "dev tun\nca a.crt\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
