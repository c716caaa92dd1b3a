/* Terraform: truststores by address, files that are read, and the folder of the module. */
#include "references.h"

static const struct configured rows[] = {
    {"resource \"a\" \"b\" {\n  certificate_body = file(\"${path.module}/a.crt\")\n"
     "  private_key = file(\"./a.key\")\n  certificate_chain = filebase64(\"c.pem\")\n}\n",
     "certificate_body 1/2 certificate: a.crt\nprivate_key 1/3 key: ./a.key\n"
     "certificate_chain 1/4 chain: c.pem\n"},
    {"  mutual_tls {\n    truststore_uri = \"s3://b/${x}/t.pem\"\n  }\n",
     "truststore_uri 0/2 client truststore: s3://b/${x}/t.pem\n"},
    {"x = file(\"a.p12\")\ny = file(\"notes.txt\")\nz = templatefile(\"a.key\", {})\n",
     "x 0/1 keystore: a.p12\n"},
    {"#truststore_uri = \"a\"\ntruststore_uri =\nprivate_key = var.key\nprivate_key = file(\"\n",
     ""},
};

static void what_is_named(void **state) {
    (void)state;
    assert_configured("main.tf", rows, COUNT_OF(rows));
}

static void every_text_cut_short(void **state) {
    (void)state;
    assert_cut_short("main.tf", rows, COUNT_OF(rows));
}

static void more_than_the_limit(void **state) {
    (void)state;
    assert_limited("main.tf", "truststore_uri = \"s3://b/a.pem\"\n");
}

static void of_cloudformation(void **state) {
    (void)state;
    static const struct configured templates[] = {
        {"TruststoreUri: s3://b/t.pem\n", "TruststoreUri 0/1 client truststore: s3://b/t.pem\n"},
        {"\"TruststoreUri\": \"s3://b/t.pem\",\n",
         "TruststoreUri 0/1 client truststore: s3://b/t.pem\n"},
        {"TruststoreVersion: 1\nprivate_key = file(\"a.key\")\n", ""},
    };
    assert_configured("template.yaml", templates, COUNT_OF(templates));
    assert_cut_short("template.yaml", templates, COUNT_OF(templates));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
        cmocka_unit_test(of_cloudformation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
