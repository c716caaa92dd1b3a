/* JSON Web Keys: every type, in sets, escaped, in source code, with certificates. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-other-keys/jwk/rsa.json", {{KIND_PRIVATE_KEY, "JWK", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/jwk/p-256.json",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-other-keys/jwk/p-384.json",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-384", 384, "line 1"}}},
    {"formats-other-keys/jwk/p-521.json",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-521", 521, "line 1"}}},
    {"formats-other-keys/jwk/secp256k1.json",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "secp256k1", 256, "line 1"}}},
    {"formats-other-keys/jwk/ed25519.json",
     {{KIND_PRIVATE_KEY, "JWK", "Ed25519", "", 256, "line 1"}}},
    {"formats-other-keys/jwk/ed448.json", {{KIND_PRIVATE_KEY, "JWK", "Ed448", "", 456, "line 1"}}},
    {"formats-other-keys/jwk/x25519.json",
     {{KIND_PRIVATE_KEY, "JWK", "X25519", "", 253, "line 1"}}},
    {"formats-other-keys/jwk/x448.json", {{KIND_PRIVATE_KEY, "JWK", "X448", "", 448, "line 1"}}},
    {"formats-other-keys/jwk/escaped.json", {{KIND_PRIVATE_KEY, "JWK", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/jwk/escaped-twice.json",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-other-keys/jwk/fixture.js",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 2"}}},
    {"formats-other-keys/jwk/fixture.py",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-other-keys/jwk/mention.md", {{0}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-other-keys/jwk/ed25519.json each bit turned.
 */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-other-keys/jwk/ed25519.json");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void names_keys_of_a_set(void **state) {
    (void)state;
    static const char *const names[] = {"rsa",     "p-256", "p-384",  "p-521", "secp256k1",
                                        "ed25519", "ed448", "x25519", "x448"};
    static struct collected collected;
    collect_file(&collected, "formats-other-keys/jwk/set.json", NULL);
    assert_int_equal(collected.find_count, COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_int_equal(collected.finds[i].kind, KIND_PUBLIC_KEY);
        assert_string_equal(collected.finds[i].trail, names[i]);
    }
    assert_int_equal(collected.complaint_count, 0);
}

static void gives_out_certificates(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-other-keys/jwk/certified.json", NULL);
    const struct find *certificate = find_of(&collected, KIND_CERTIFICATE);
    const struct find *key = find_of(&collected, KIND_PUBLIC_KEY);
    assert_non_null(certificate);
    assert_non_null(key);
    assert_memory_equal(certificate->spki_sha256, key->spki_sha256, SHA256_BYTES);
    collect_file(&collected, "formats-other-keys/jwk/header.json", NULL);
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
}

/* The members of one key, of which one is replaced, or left out where value is NULL. */
static void collect_edited(struct collected *collected, const char *name, const char *value) {
    static const char *const members[][2] = {
        {"kty", "EC"},
        {"crv", "P-256"},
        {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
        {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
        {"d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"},
    }; /* RFC 7515 appendix A.3 */
    struct buffer text = {0};
    buffer_append_byte(&text, '{');
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        bool edited = strcmp(members[i][0], name) == 0;
        if (!edited || value) {
            buffer_format(&text, "%s\"%s\": \"%s\"", text.length > 1 ? ", " : "", members[i][0],
                          edited ? value : members[i][1]);
        }
    }
    buffer_append_byte(&text, '}');
    collect(collected, "key.json", buffer_span(&text), NULL);
    buffer_release(&text);
}

static void is_strict(void **state) {
    (void)state;
    static struct collected collected;
    collect_edited(&collected, "", "");
    assert_int_equal(collected.finds[0].kind, KIND_PRIVATE_KEY);
    collect_edited(&collected, "d", NULL);
    assert_int_equal(collected.finds[0].kind, KIND_PUBLIC_KEY);
    collect_edited(&collected, "d", "(removed)");
    assert_int_equal(collected.finds[0].kind, KIND_PUBLIC_KEY);
    collect_edited(&collected, "x", NULL); /* the private number makes it */
    assert_int_equal(collected.finds[0].kind, KIND_PRIVATE_KEY);
    collect_edited(&collected, "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1");
    assert_int_equal(collected.find_count, 1); /* not on the curve, but d is there */
    collect_edited(&collected, "crv", "P-255");
    assert_int_equal(collected.find_count, 0);
    collect_edited(&collected, "kty", "oct");
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    collect_edited(&collected, "kty", NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
}

static void passes_over_what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "kty",
        "{\"kty\"",
        "{\"kty\":",
        "{\"kty\":\"RSA\"}",
        "\"kty\":\"RSA\"}",
        "{kty:kty:kty",
        "{\"kty\":{\"kty\":{\"kty\":1}}}",
        "{\\\"kty\\\":\"EC\"}",
        "[\"kty\", {\"x5c\": []}]",
        "{\"x5c\": [\"MII...\", 7]}",
        "if (jwk.kty == 'RSA') { x5c = null; }",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "notes.txt", span_text(texts[i]), NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
    }
}

/* Objects in objects, each of which must be looked at, do not take for ever. */
static void work_is_bounded(void **state) {
    (void)state;
    static const char *const heads[] = {"{\"kty\":\"RSA\",\"a\":", "{'kty':'EC',\"a\":\"",
                                        "{\"kty\":[\"", "\"x5c\":[{", "{\\\"kty\\\":\\\"\""};
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct buffer text = {0};
        while (text.length < 1 << 20) {
            buffer_append_text(&text, heads[i]);
        }
        collect(&collected, "deep.json", buffer_span(&text), NULL);
        assert_int_equal(collected.find_count, 0);
        buffer_release(&text);
    }
}

static const struct expected_file files_of_lines[] = {
    {"formats-carriers/jwk/list.yaml", {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 2"}}},
    {"formats-carriers/jwk/nested.yaml", {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 2"}}},
    {"formats-carriers/jwk/table.toml", {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 2"}}},
    {"formats-carriers/jwk/block.tf", {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-rarities/first/plain.yaml",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-rarities/first/quoted.yaml",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-rarities/first/names.yaml",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-rarities/first/plain.toml",
     {{KIND_PRIVATE_KEY, "JWK", "EC", "P-256", 256, "line 1"}}},
    {"formats-carriers/jwk/mention.yaml", {{0}}},
};

static void members_on_lines_of_their_own(void **state) {
    (void)state;
    check_files(files_of_lines, COUNT_OF(files_of_lines));
    for (size_t i = 0; i < COUNT_OF(files_of_lines); i++) {
        struct buffer file = corpus_file(files_of_lines[i].file);
        check_bits_turned("turned.yaml", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

/* Cut before its private number, a key is a public one. */
static void lines_cut_short(void **state) {
    (void)state;
    static struct collected part;
    struct buffer file = corpus_file(files_of_lines[2].file);
    for (size_t length = 0; length < file.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
        collect(&part, "cut.toml", cut, NULL);
        assert_true(part.find_count <= 1);
        exact_free(cut);
    }
    buffer_release(&file);
}

static void many_lines_cost_little(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer text = {0};
    while (text.length < 1 << 20) {
        buffer_append_text(&text, "kty: EC\n");
    }
    collect(&collected, "deep.yaml", buffer_span(&text), NULL);
    assert_int_equal(collected.find_count, 0);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),    cmocka_unit_test(survives_damage),
        cmocka_unit_test(names_keys_of_a_set), cmocka_unit_test(gives_out_certificates),
        cmocka_unit_test(is_strict),           cmocka_unit_test(passes_over_what_is_none),
        cmocka_unit_test(work_is_bounded),     cmocka_unit_test(members_on_lines_of_their_own),
        cmocka_unit_test(lines_cut_short),     cmocka_unit_test(many_lines_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
