/* Parts of a text: which name stands in the place of what is found in YAML, JSON and what OpenVPN
 * reads inline. */
#include "collected.h"

/* RFC 8410 section 10.1: a public key that nobody uses, and 44 bytes of DER. */
#define BODY "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
#define BEGIN "-----BEGIN PUBLIC KEY-----"
#define END "-----END PUBLIC KEY-----"
/* The same armour in base64. */
#define VALUE                                                                                      \
    "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUNvd0JRWURLMlZ3QXlFQUdiOUVDV21FemY2RlFickJaOXc3bHNoUWh"  \
    "xb3d0cmJMREZ3NHJYQXhadUU9Ci0tLS0tRU5EIFBVQkxJQyBLRVktLS0tLQo="

static const struct row {
    const char *name;
    const char *text;
    const char *trails; /* of all finds, each followed by a line end */
} rows[] = {
    {"client.ovpn",
     "dev tun\n<ca>\n" BEGIN "\n" BODY "\n" END "\n</ca>\n" BEGIN "\n" BODY "\n" END "\n",
     "block 1/ca!line 3\nline 7\n"},
    {"secret.yaml", "kind: Secret\ndata:\n  ca.crt: " VALUE "\n  tls.crt: " VALUE "\n",
     "block 3/ca.crt!line 3!line 1\nblock 3/tls.crt!line 4!line 1\n"},
    {"secret.json", "{\n  \"data\": {\n    \"ca.crt\": \"" VALUE "\"\n  }\n}\n",
     "block 3/ca.crt!line 3!line 1\n"},
    {"two.yaml",
     "data:\n  a: |\n    " BEGIN "\n    " BODY "\n    " END "\n---\ndata:\n  a: |\n    " BEGIN
     "\n    " BODY "\n    " END "\n",
     "block 2/a!line 3\nblock 8/a!line 9\n"},
    {"list.yaml",
     "- ca: |\n    " BEGIN "\n    " BODY "\n    " END "\n- ca: |\n    " BEGIN "\n    " BODY
     "\n    " END "\n",
     "block 1/ca!line 2\nblock 5/ca!line 6\n"},
    {"vectors.data", "read:\"^\":" BEGIN "\nread:" VALUE "\n", "line 2!line 1\n"}, /* no YAML */
    {"plain.pem", BEGIN "\n" BODY "\n" END "\n", "line 1\n"},
    {"notes.md", "ca: |\n  " BEGIN "\n  " BODY "\n  " END "\n", "block 1/ca!line 2\n"},
    {"", "ca: |\n  " BEGIN "\n  " BODY "\n  " END "\n", "block 1/ca!line 2\n"},
};

static void what_a_place_is_called(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer trails = {0};
        collect(&collected, rows[i].name, span_text(rows[i].text), NULL);
        for (size_t j = 0; j < collected.find_count; j++) {
            buffer_format(&trails, "%s\n", collected.finds[j].trail);
        }
        assert_string_equal(buffer_text(&trails), rows[i].trails);
        buffer_release(&trails);
    }
}

/* What is found does not depend on whether parts are told apart. */
static void every_text_cut_short(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t length = 0; length < strlen(rows[i].text); length++) {
            struct span cut = exact_copy(span_of(rows[i].text, length));
            collect(&collected, rows[i].name, cut, NULL);
            assert_true(collected.find_count <= 2);
            exact_free(cut);
        }
    }
}

static void more_than_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.blocks = 2;
    const char *text = "a: " VALUE "\nb: " VALUE "\nc: " VALUE "\n";
    collect(&collected, "values.yaml", span_text(text), &limits);
    assert_string_equal(collected.finds[1].trail, "block 1/b!line 2!line 1");
    if (collected.find_count > 2) {
        assert_string_equal(collected.finds[2].trail, "line 3!line 1");
    }
}

static void nested_beyond_the_bound(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer text = {0};
    for (size_t depth = 0; depth < 300; depth++) {
        for (size_t i = 0; i < depth; i++) {
            buffer_append_byte(&text, ' ');
        }
        buffer_append_text(&text, "a:\n");
    }
    buffer_append_text(&text, "ca: " VALUE "\n");
    collect(&collected, "deep.yaml", buffer_span(&text), NULL);
    assert_int_equal(collected.find_count, 1);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_place_is_called),
        cmocka_unit_test(every_text_cut_short),
        cmocka_unit_test(more_than_the_limit),
        cmocka_unit_test(nested_beyond_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
