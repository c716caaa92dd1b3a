/* PEM that is escaped, quoted, indented or prefixed; mentions of PEM that hold none. */
#include "forms.h"

#define DASHES "-----"

static const struct form forms[] = {
    {"prefix/comment.c", "pem", "line 1"},
    {"prefix/echo.bat", "pem", "line 1"},
    {"prefix/log.txt", "pem", "line 1"},
    {"prefix/diff-added.txt", "pem", "line 2"},
    {"indented/main.tf", "pem", "line 2"},
    {"one-line/squeezed.env", "pem", "line 1"},
    {"one-line/json-in-json.json", "pem", "line 1"},
    {"one-line/form.txt", "pem", "line 1"},
    {"one-line/url-twice.txt", "pem", "line 1"},
    {"one-line/unicode-escapes.json", "pem", "line 1"},
    {"one-line/locked.json", "pem", "line 1"},
    {"markup/all.xml", "pem", "line 1"},
    {"markup/breaks.html", "pem", "line 1"},
    {"source/macros.c", "pem", "line 2"},
    {"source/arrays.js", "pem", "line 2"},
    {"source/strings.vb", "pem", "line 2"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    check_forms_cut_short(forms, COUNT_OF(forms));
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned("one-line/unicode-escapes.json");
    check_form_turned("markup/all.xml");
}

static void mentions_are_silent(void **state) {
    (void)state;
    expect_nothing(
        LITERAL("if (strstr(text, \"" DASHES "BEGIN PRIVATE KEY" DASHES "\")) {\n"
                "    load(\"org/example/security/keys/PrivateKeyReaderFactory1234567890\");\n"));
    expect_nothing(
        LITERAL(DASHES "BEGIN CERTIFICATE" DASHES "\n" DASHES "END CERTIFICATE" DASHES "\n"));
    expect_nothing(
        LITERAL("/" DASHES "BEGIN ([A-Z ]+)" DASHES "[^-]*" DASHES "END ([A-Z ]+)" DASHES "/\n"));
    expect_nothing(LITERAL("f\"" DASHES "BEGIN PUBLIC KEY" DASHES
                           "\\n{base64.b64encode(key.der)}\\n" DASHES "END PUBLIC KEY" DASHES
                           "\"\n"));
    expect_nothing(
        LITERAL(DASHES "BEGIN RSA PRIVATE KEY" DASHES
                       "\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" DASHES
                       "END RSA PRIVATE KEY" DASHES "\n"));
    expect_nothing(
        LITERAL(DASHES "BEGIN MESSAGE" DASHES
                       "\nVGhpcyBpcyBubyBrZXksIGJ1dCBhIG1lc3NhZ2UgdG8gd2hvbWV2ZXIgcmVhZHM=\n" DASHES
                       "END MESSAGE" DASHES "\n"));
}

static void unknown_keys_are_said_to_be_so(void **state) {
    (void)state;
    static struct collected collected;
    collect(&collected, "text",
            LITERAL(DASHES
                    "BEGIN FANCY PRIVATE KEY" DASHES
                    "\nVGhpcyBpcyBubyBrZXksIGJ1dCBhIG1lc3NhZ2UgdG8gd2hvbWV2ZXIgcmVhZHM=\n" DASHES
                    "END FANCY PRIVATE KEY" DASHES "\n"),
            NULL);
    assert_int_equal(collected.complaint_count, 1);
    assert_string_equal(collected.complaints[0].code, "unsupported");
    assert_string_equal(collected.complaints[0].trail, "line 1");
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL(DASHES "BEGIN PRIVATE KEY" DASHES "\n"));
    check_noise(LITERAL(DASHES "END PRIVATE KEY" DASHES));
    check_noise(LITERAL(DASHES "BEGIN CERTIFICATE" DASHES "\nMIIB\\"));
    check_noise(LITERAL("<<<<<<<<<"));
    check_noise(LITERAL("\\\\\\\\"));
    check_noise(LITERAL("&amp;amp;"));
    check_noise(LITERAL("%25252525"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file("source/macros.c");
    limits.crl_bytes = 200;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_true(collected.complaint_count > 0);
    assert_string_equal(collected.complaints[0].code, "limit");
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_it_is_written),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(mentions_are_silent),
        cmocka_unit_test(unknown_keys_are_said_to_be_so),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
