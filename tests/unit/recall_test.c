/* recall: what is remembered gives the same records as decoding again, and memory stays bounded. */
#include "base/text.h"
#include "collected.h"
#include "corpus.h"
#include "recall.h"

static const char *const files[] = {
    "encodings/der/certificate.der",
    "encodings/pem/certificate.pem",
    "encodings/pem/x509-certificate.pem",
    "encodings/pem/auxiliary-certificate.pem",
    "encodings/der/rsa-pkcs1.der",
    "encodings/pem/rsa-pkcs1.pem",
    "encodings/der/rsa-pkcs8.der",
    "encodings/pem/rsa-pkcs8.pem",
    "encodings/der/request.der",
    "encodings/pem/request.pem",
    "encodings/der/revocations.der",
    "encodings/pem/revocations.pem",
    "encodings/layout/several.pem",
    "encodings/layout/crlf.pem",
    "encodings/der/rsa-pkcs8-locked.der",
    "encodings/pem/rsa-pkcs8-locked.pem",
    "encodings/names/awkward-subject.crt",
    "post-quantum/ml-kem-768.key",
    "archives/pair.tar.gz",
    "archives/outer.tar.gz",
    "hostile/wrong-label.crt",
    "hostile/trailing-bytes.crt",
    "hostile/truncated-der.crt",
    "hostile/interrupted.pem",
};

static void check_same(const char *file, const struct collected *one,
                       const struct collected *other) {
    bool same = one->find_count == other->find_count &&
                one->complaint_count == other->complaint_count &&
                one->remark_count == other->remark_count;
    for (size_t i = 0; same && i < one->find_count; i++) {
        same = memcmp(one->finds[i].facts, other->finds[i].facts, SHA256_BYTES) == 0 &&
               strcmp(one->finds[i].trail, other->finds[i].trail) == 0;
    }
    for (size_t i = 0; same && i < one->complaint_count; i++) {
        same = strcmp(one->complaints[i].detail, other->complaints[i].detail) == 0;
    }
    if (!same) {
        fail_msg("%s: memory changes what is reported", file);
    }
}

/* Three rounds over everything with one memory; the second and third find all in it. */
static void remembering_changes_nothing(void **state) {
    (void)state;
    static struct collected fresh, recalled;
    struct recall recall = {0};
    for (size_t i = 0; i < 3 * COUNT_OF(files); i++) {
        const char *file = files[i % COUNT_OF(files)];
        struct buffer content = corpus_file(file);
        collect(&fresh, text_base_name(file), buffer_span(&content), NULL);
        collect_recalling(&recalled, text_base_name(file), buffer_span(&content), NULL, &recall);
        check_same(file, &fresh, &recalled);
        buffer_release(&content);
    }
    assert_true(recall.known.count > 0);
    recall_release(&recall);
}

/* The same bytes under another label must not be taken for what the first label said. */
static void labels_do_not_stick(void **state) {
    (void)state;
    static const char *const labels[] = {"CERTIFICATE", "PRIVATE KEY",         "PUBLIC KEY",
                                         "X509 CRL",    "CERTIFICATE REQUEST", "SOMETHING"};
    static struct collected fresh, recalled;
    struct recall recall = {0};
    struct buffer pem = corpus_file("encodings/pem/rsa-pkcs8.pem");
    const char *body = strchr(buffer_text(&pem), '\n');
    for (size_t i = 0; i < 2 * COUNT_OF(labels); i++) {
        struct buffer text = {0};
        buffer_format(&text, "-----BEGIN %s-----%s", labels[i % COUNT_OF(labels)], body);
        collect(&fresh, "x.pem", buffer_span(&text), NULL);
        collect_recalling(&recalled, "x.pem", buffer_span(&text), NULL, &recall);
        check_same(labels[i % COUNT_OF(labels)], &fresh, &recalled);
        buffer_release(&text);
    }
    buffer_release(&pem);
    recall_release(&recall);
}

static void finds_what_was_kept_and_nothing_else(void **state) {
    (void)state;
    struct recall recall = {0};
    struct artifact artifact = artifact_of(KIND_PUBLIC_KEY, "PKCS#1"), found;
    uint8_t kept[SHA256_BYTES] = {1}, other[SHA256_BYTES] = {2};
    artifact.key.algorithm = "RSA";
    artifact.key.bits = 2048;
    found = artifact_of(KIND_CERTIFICATE, "");
    assert_false(recall_find(&recall, kept, &found));
    recall_keep(&recall, kept, &artifact);
    assert_false(recall_find(&recall, other, &found));
    assert_true(recall_find(&recall, kept, &found));
    assert_int_equal(found.kind, KIND_PUBLIC_KEY);
    assert_string_equal(found.structure, "PKCS#1");
    assert_string_equal(found.key.algorithm, "RSA");
    assert_int_equal(found.key.bits, 2048);
    recall_release(&recall);
    assert_false(recall_find(&recall, kept, &found));
    recall_release(&recall);
}

static void memory_is_bounded(void **state) {
    (void)state;
    struct recall recall = {0};
    struct artifact artifact = artifact_of(KIND_CERTIFICATE, "X.509");
    uint8_t digest[SHA256_BYTES] = {0};
    static uint8_t der[1 << 20];
    artifact.der = span_of(der, sizeof der);
    for (unsigned i = 0; i < 200; i++) {
        struct artifact found = artifact_of(KIND_CERTIFICATE, "");
        digest[0] = (uint8_t)i;
        recall_keep(&recall, digest, &artifact);
        assert_true(recall_find(&recall, digest, &found));
        assert_int_equal(found.der.length, sizeof der);
        assert_true(recall.packed.length < 40 << 20);
    }
    recall_release(&recall);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembering_changes_nothing),
        cmocka_unit_test(labels_do_not_stick),
        cmocka_unit_test(finds_what_was_kept_and_nothing_else),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
