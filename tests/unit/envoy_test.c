/* Envoy: filenames in YAML and JSON, and what stands between them. */
#include "references.h"

static const struct configured rows[] = {
    {"tls_certificates:\n- certificate_chain:\n    filename: /etc/a.pem\n  private_key:\n"
     "    filename: \"/etc/a key.pem\"\n",
     "certificate_chain 3/3 certificate: /etc/a.pem\nprivate_key 5/5 key: /etc/a key.pem\n"},
    {"- certificate_chain: { filename: a.pem }\n  private_key: {\"filename\": \"b.pem\"}\n",
     "certificate_chain 1/1 certificate: a.pem\nprivate_key 1/2 key: b.pem\n"},
    {"{\"certificateChain\":{\"filename\":\"a\"},\"privateKey\":{\"filename\":\"b\"}}",
     "certificateChain 1/1 certificate: a\nprivateKey 1/1 key: b\n"},
    {"\"@type\": type.googleapis.com/envoy.UpstreamTlsContext\ntrusted_ca: {filename: a}\n"
     "\"@type\": type.googleapis.com/envoy.DownstreamTlsContext\ntrusted_ca: {filename: b}\n",
     "trusted_ca 2/2 server truststore: a\ntrusted_ca 4/4 client truststore: b\n"},
    {"trusted_ca:\n  inline_string: a\nother:\n  filename: b\nlog: {filename: c}\n", ""},
    {"trusted_ca: # comment\n  filename: a # comment\n", "trusted_ca 2/2 client truststore: a\n"},
    {"private_key: {filename: a}\n", ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("envoy.yaml", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("envoy.yaml", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("envoy.yaml", "trusted_ca: {filename: a.pem}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
