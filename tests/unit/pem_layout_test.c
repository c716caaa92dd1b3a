/* The PEM decoder on what people really write: prose around blocks, other line lengths, wrong
 * labels, glued and interrupted blocks. */
#include "expected.h"

static struct collected collected;

/* Examines text in which "@" stands for the body of a certificate, its digits broken into lines of
 * this width; 0 is one line. */
static void collect_text(const char *name, const char *text, size_t width) {
    struct buffer pem = corpus_file("encodings/pem/certificate.pem"), whole = {0};
    size_t column = 0;
    for (; *text; text++) {
        if (*text != '@') {
            buffer_append_byte(&whole, (uint8_t)*text);
            continue;
        }
        const char *from = strchr(buffer_text(&pem), '\n');
        const char *end = strstr(from, "-----END");
        for (; from < end; from++) {
            if (*from != '\n') {
                buffer_append_byte(&whole, (uint8_t)*from);
                buffer_append_text(&whole, width && ++column % width == 0 ? "\n" : "");
            }
        }
        buffer_append_byte(&whole, '\n');
    }
    struct span copy = exact_copy(buffer_span(&whole));
    collect(&collected, name, copy, NULL);
    exact_free(copy);
    buffer_release(&whole);
    buffer_release(&pem);
}

#define CERTIFICATE "-----BEGIN CERTIFICATE-----\n@-----END CERTIFICATE-----\n"

static void check_certificates(size_t count) {
    assert_int_equal(collected.find_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(collected.finds[i].kind, KIND_CERTIFICATE);
    }
}

static void lines_may_have_any_width(void **state) {
    (void)state;
    static const size_t widths[] = {0, 1, 4, 16, 20, 31, 32, 60, 64, 76, 200};
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        collect_text("x.txt", CERTIFICATE, widths[i]);
        if (collected.find_count != 1) {
            fail_msg("lines of %zu digits: %zu finds, %zu problems", widths[i],
                     collected.find_count, collected.complaint_count);
        }
    }
}

static void mentions_are_no_blocks(void **state) {
    (void)state;
    static const char *const texts[] = {
        "put it between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, they say",
        "grep -- '-----BEGIN CERTIFICATE-----' \"$file\"\n",
        "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMII...\n-----END CERTIFICATE-----\n",
        "if (strncmp(line, \"-----BEGIN \", 11) == 0)",
        "-----BEGIN ",
        "-----BEGIN -----",
        "-----BEGIN \n-----",
        "-----END CERTIFICATE-----",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect_text("notes.txt", texts[i], 64);
        if (collected.find_count + collected.complaint_count) {
            fail_msg("\"%s\" costs a row", texts[i]);
        }
    }
}

/* The middle is left out: a remark where the name promises nothing, a row where it does. */
static void examples_with_their_middle_left_out_are_told(void **state) {
    (void)state;
    static const char *const marks[] = {"...",      "[...]",       "<...>",           "[snip]",
                                        "<snip>",   "-- snip --",  "\xE2\x80\xA6",    "[REDACTED]",
                                        "&hellip;", "<Truncated>", "(lines omitted)", "# ... #",
                                        "..."};
    struct buffer whole = corpus_file("formats-text/mentions/abridged.txt");
    struct span line = span_from(buffer_span(&whole), 28);
    line.length = (size_t)((const uint8_t *)memchr(line.bytes, '\n', line.length) - line.bytes);
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        struct buffer text = {0};
        buffer_append_text(&text, "-----BEGIN CERTIFICATE-----\n");
        buffer_append(&text, line.bytes, line.length);
        buffer_format(&text, "\n%s\nabcd\n-----END CERTIFICATE-----\n", marks[i]);
        collect(&collected, "README.md", buffer_span(&text), NULL);
        if (collected.complaint_count || !has_remark(&collected, "pem-elided")) {
            fail_msg("%s is not taken for what it is", marks[i]);
        }
        collect(&collected, "server.crt", buffer_span(&text), NULL);
        assert_int_equal(collected.complaint_count, 1);
        assert_false(has_remark(&collected, "pem-elided"));
        buffer_release(&text);
    }
    buffer_release(&whole);
}

static void mentions_do_not_hide_blocks(void **state) {
    (void)state;
    collect_text("x.txt", "see -----BEGIN CERTIFICATE----- below\n" CERTIFICATE, 64);
    check_certificates(1);
    collect_text("x.txt", "-----BEGIN \n" CERTIFICATE "-----BEGIN %%%-----" CERTIFICATE, 64);
    check_certificates(2);
}

static void blocks_glued_together_are_two(void **state) {
    (void)state;
    collect_text("x.txt",
                 "-----BEGIN CERTIFICATE-----\n@-----END CERTIFICATE----------BEGIN "
                 "CERTIFICATE-----\n@-----END CERTIFICATE-----",
                 64);
    check_certificates(2);
}

/* Nothing is missing from the first block but its END line: it is read, and the row says so. */
static void blocks_without_an_end_are_read_and_told(void **state) {
    (void)state;
    collect_text("x.pem", "-----BEGIN CERTIFICATE-----\n@" CERTIFICATE, 64);
    check_certificates(2);
    assert_true(complaint_of(&collected, "truncated") || has_remark(&collected, "pem-truncated"));
}

static void wrong_labels_are_told(void **state) {
    (void)state;
    static const char *const labels[] = {"RSA PRIVATE KEY", "PUBLIC KEY", "X509 CRL",
                                         "CERTIFICATE REQUEST"};
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        struct buffer text = {0};
        buffer_format(&text, "-----BEGIN %s-----\n@-----END %s-----\n", labels[i], labels[i]);
        collect_text("x.pem", buffer_text(&text), 64);
        check_certificates(1);
        assert_true(complaint_of(&collected, "label") || has_remark(&collected, "pem-label-wrong"));
        buffer_release(&text);
    }
}

static void unknown_labels_are_looked_into(void **state) {
    (void)state;
    collect_text("x.txt", "-----BEGIN SOMETHING ELSE-----\n@-----END SOMETHING ELSE-----\n", 64);
    check_certificates(1);
    assert_int_equal(collected.complaint_count, 0);
}

/* A NUL is no character of a label: what follows it would be hidden from every text. */
static void labels_hold_no_nul(void **state) {
    (void)state;
    struct buffer text = corpus_file("encodings/pem/certificate.pem"), changed = {0};
    buffer_append(&changed, "-----BEGIN DH PARAMETERS\0-----\n", 31);
    const char *body = strchr(buffer_text(&text), '\n') + 1;
    buffer_append_text(&changed, body);
    collect(&collected, "x.pem", buffer_span(&changed), NULL);
    assert_true(collected.find_count + collected.complaint_count > 0);
    buffer_release(&text);
    buffer_release(&changed);
}

static void labels_may_be_as_long_as_they_like(void **state) {
    (void)state;
    for (size_t length = 1; length < 100; length++) {
        struct buffer text = {0};
        buffer_append_text(&text, "-----BEGIN ");
        for (size_t i = 0; i < length; i++) {
            buffer_append_byte(&text, 'L');
        }
        buffer_append_text(&text, "-----\n@-----END X-----\n" CERTIFICATE);
        collect_text("x.txt", buffer_text(&text), 64);
        assert_true(collected.find_count >= 1);
        buffer_release(&text);
    }
}

/* DH parameters and the like are known and hold nothing: no row, though the name promises. */
static void known_others_cost_no_row(void **state) {
    (void)state;
    collect_text("dh.pem", "-----BEGIN DH PARAMETERS-----\n@-----END DH PARAMETERS-----\n", 64);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
}

static void encrypted_blocks_need_their_headers(void **state) {
    (void)state;
    collect_text("x.txt",
                 "-----BEGIN EC PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\n"
                 "DEK-Info: DES-EDE3-CBC,00\r\n\r\n@-----END EC PRIVATE KEY-----\r\n",
                 64);
    assert_int_equal(collected.find_count, 1);
    assert_true(collected.finds[0].locked);
    assert_string_equal(collected.finds[0].lock, "DES-EDE3-CBC, MD5, 1 round");
    assert_string_equal(collected.finds[0].algorithm, "EC");
    collect_text("x.txt",
                 "-----BEGIN CERTIFICATE-----\nComment: of RFC 1421\n continued\n\n@"
                 "-----END CERTIFICATE-----\n",
                 64);
    check_certificates(1);
}

/* Of ciphertext nobody can tell whether it is whole, whatever its first bytes look like: here a DER
 * header of 7 bytes. A digest of a part would be another key. */
static void encrypted_blocks_need_their_end(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "BAUAq7Xv2Zr9LkPwTz0cYbNf3HsUeGd1MjKo4QiRx8WmVt6CaSnBhEyDpFgJlAuO\n",
        "/wUAq7Xv2Zr9LkPwTz0cYbNf3HsUeGd1MjKo4QiRx8WmVt6CaSnBhEyDpFgJlAuO\n"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct buffer text = {0};
        buffer_format(&text,
                      "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                      "DEK-Info: DES-EDE3-CBC,00\n\n%s",
                      bodies[i]);
        collect_text("x.txt", buffer_text(&text), 64);
        assert_int_equal(collected.find_count, 0);
        assert_non_null(complaint_of(&collected, "truncated"));
        buffer_release(&text);
    }
}

/* The words of DEK-Info go into a report: only letters, digits and dashes of them. */
static void ciphers_are_shown_as_words_only(void **state) {
    (void)state;
    collect_text("x.txt",
                 "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                 "DEK-Info: AES\x1B[31m<script>\n\n@-----END RSA PRIVATE KEY-----\n",
                 64);
    assert_int_equal(collected.find_count, 1);
    assert_string_equal(collected.finds[0].lock, "AES, MD5, 1 round");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_may_have_any_width),
        cmocka_unit_test(mentions_are_no_blocks),
        cmocka_unit_test(examples_with_their_middle_left_out_are_told),
        cmocka_unit_test(mentions_do_not_hide_blocks),
        cmocka_unit_test(blocks_glued_together_are_two),
        cmocka_unit_test(blocks_without_an_end_are_read_and_told),
        cmocka_unit_test(wrong_labels_are_told),
        cmocka_unit_test(unknown_labels_are_looked_into),
        cmocka_unit_test(labels_hold_no_nul),
        cmocka_unit_test(labels_may_be_as_long_as_they_like),
        cmocka_unit_test(known_others_cost_no_row),
        cmocka_unit_test(encrypted_blocks_need_their_headers),
        cmocka_unit_test(encrypted_blocks_need_their_end),
        cmocka_unit_test(ciphers_are_shown_as_words_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
