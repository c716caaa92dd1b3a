/* Java: keystores in properties, on command lines, in YAML and the environment. */
#include "references.h"

static const struct configured rows[] = {
    {"listener.name.x.ssl.keystore.location=/etc/a.jks\nssl.keystore.password=secret\n"
     "ssl.truststore.location : b.jks\n",
     "listener.name.x.ssl.keystore.location 0/1 keystore: /etc/a.jks\n"
     "ssl.truststore.location 0/3 truststore: b.jks\n"},
    {"exec java -Djavax.net.ssl.trustStore=/a.jks -Djavax.net.ssl.trustStorePassword=secret X\n"
     "OPTS=\"-Dx=y -Djavax.net.ssl.keyStore=b.p12\"\n",
     "javax.net.ssl.trustStore 0/1 truststore: /a.jks\n"
     "javax.net.ssl.keyStore 0/2 keystore: b.p12\n"},
    {"server.ssl.key-store=classpath:a.p12\nserver.ssl.key-store-password=secret\n"
     "server.ssl.certificate=a.pem\nserver.ssl.certificate-private-key=a.key\n",
     "server.ssl.key-store 0/1 keystore: classpath:a.p12\n"
     "server.ssl.certificate 0/3 certificate: a.pem\n"
     "server.ssl.certificate-private-key 0/4 key: a.key\n"},
    {"server:\n  ssl:\n    key-store: \"a b.p12\"\n    trust-store: t.p12\n",
     "key-store 0/3 keystore: a b.p12\ntrust-store 0/4 client truststore: t.p12\n"},
    {"KAFKA_SSL_KEYSTORE_LOCATION=/a.jks\nXSSL_KEYSTORE_LOCATION=/b.jks\n",
     "KAFKA_SSL_KEYSTORE_LOCATION 0/1 keystore: /a.jks\n"},
    {"#ssl.keystore.location=a\nssl.keystore.location=\nmykey-store: a\nssl.keystore.type=JKS\n",
     ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("server.properties", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("server.properties", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("server.properties", "ssl.keystore.location=a.jks\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
