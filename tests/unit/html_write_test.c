/* html_write: whatever stands in a value, the page takes it for text. */
#define _GNU_SOURCE
#include "html_write.h"

#include <limits.h>

#include "base/digest.h"

#include "written.h"

static bool refuses; /* as when libcrypto has no SHA-256 */

bool digest_sha256(struct span bytes, uint8_t digest[SHA256_BYTES]) {
    memset(digest, bytes.length == 3 ? 0 : 0xFF, SHA256_BYTES);
    return !refuses;
}

static struct written written;

static struct page opened(void) {
    return (struct page){.out = written_open(&written)};
}

static void expect(struct page *page, const char *expected) {
    assert_written(&written, expected);
    assert_false(page->out_of_memory);
    buffer_release(&page->shown);
}

static void markup_in_text_is_text(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"<script>", "&lt;script&gt;"},
        {"a&amp;\"b\" 'c'", "a&amp;amp;&quot;b&quot; &#39;c&#39;"},
        {"<", "&lt;"},
        {"end>", "end&gt;"},
        {"\xE2\x80\xAE\x01\xFF", "\\u{202e}\\x01\\xff"},
        {"\xC3\xBC", "\xC3\xBC"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page page = opened();
        html_text(&page, rows[i][0]);
        expect(&page, rows[i][1]);
    }
    struct page page = opened();
    html_value(&page, "</bdi>");
    expect(&page, "<bdi>&lt;/bdi&gt;</bdi>");
}

static void excerpts_end_between_characters(void **state) {
    (void)state;
    struct page page = opened();
    html_excerpt(&page, "abc", 3);
    html_excerpt(&page, "a\xC3\xBC", 2);
    expect(&page, "abca <span class=\"quiet\">(cut: 2 bytes more in inventory.db)</span>");
    page = opened();
    html_excerpt(&page, "\xBC\xBC\xBC", 1); /* no character begins there */
    expect(&page, " <span class=\"quiet\">(cut: 3 bytes more in inventory.db)</span>");
}

static void json_is_neither_closed_nor_markup(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"</script>", "\"\\u003c/script>\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"<!--\"", "\"\\u003c!--\\\"\""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page page = opened();
        html_json(&page, rows[i][0], 100);
        expect(&page, rows[i][1]);
    }
    struct page page = opened();
    html_json(&page, "abcdef", 2);
    expect(&page, "\"ab (cut: 4 bytes more in inventory.db)\"");
}

static void places_are_escaped_part_by_part(void **state) {
    (void)state;
    struct page page = opened();
    html_where(&page, "a<", "", "");
    expect(&page, "<bdi class=\"path\">a&lt;</bdi>");
    page = opened();
    html_where(&page, "a", "b<", "c\"");
    expect(&page,
           "<bdi class=\"path\">a</bdi> <bdi class=\"trail\">&rsaquo;&nbsp;b&lt;</bdi>"
           " <span class=\"quiet\">at commit</span> <code class=\"revision\" title=\"c&quot;\">"
           "c&quot;</code>");
}

static void algorithms_in_few_words(void **state) {
    (void)state;
    static const struct {
        const char *algorithm, *curve;
        int64_t bits;
        const char *expected;
    } rows[] = {
        {"RSA", "", 2048, "RSA 2048"},   {"EC", "P-256", 256, "EC P-256"},
        {"Ed25519", "", 256, "Ed25519"}, {"RSA", "", 0, "RSA"},
        {"", "", 0, "unknown"},          {"", "", 2048, "unknown 2048"},
        {"<", "<", 1, "&lt; &lt;"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page page = opened();
        html_algorithm(&page, rows[i].algorithm, rows[i].curve, rows[i].bits);
        expect(&page, rows[i].expected);
    }
}

static void numbers_for_people(void **state) {
    (void)state;
    static const struct {
        int64_t number;
        const char *count, *bytes;
    } rows[] = {
        {0, "0", "0&nbsp;bytes"},
        {1, "1", "1&nbsp;bytes"},
        {999, "999", "999&nbsp;bytes"},
        {1023, "1,023", "1,023&nbsp;bytes"},
        {1024, "1,024", "1.0&nbsp;KiB"},
        {1234567, "1,234,567", "1.1&nbsp;MiB"},
        {-1234, "-1,234", NULL},
        {-123456, "-123,456", NULL}, /* no comma behind the sign */
        {INT64_MAX, "9,223,372,036,854,775,807", "819.1&nbsp;PiB"},
        {INT64_MAX / 11, "838,488,366,986,797,800", "744.7&nbsp;PiB"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct page page = opened();
        html_count(&page, rows[i].number);
        expect(&page, rows[i].count);
        if (rows[i].bytes) {
            page = opened();
            html_bytes(&page, rows[i].number);
            expect(&page, rows[i].bytes);
        }
    }
    struct page page = opened();
    html_counted(&page, 1, "place", "places");
    html_counted(&page, 1200, "place", "places");
    expect(&page, "1 place1,200 places");
}

static void severities_are_ours_or_none(void **state) {
    (void)state;
    struct page page = opened();
    html_severity(&page, "error");
    html_severity(&page, "note");
    html_severity(&page, "<b>");
    html_severity(&page, "");
    expect(&page, "<span class=\"tag error\">Error</span><span class=\"tag note\">Note</span>"
                  "<span class=\"quiet\">none</span><span class=\"quiet\">none</span>");
}

static void policy_without_a_digest_fails(void **state) {
    (void)state;
    struct error error = {""};
    struct page page = opened();
    assert_int_equal(html_write_hash(&page, LITERAL("abc"), &error), DONE);
    expect(&page, "'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='");
    refuses = true;
    page = opened();
    assert_int_equal(html_write_hash(&page, LITERAL("abc"), &error), FAILED);
    assert_true(strlen(error.text) > 0);
    expect(&page, "");
    refuses = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_in_text_is_text),
        cmocka_unit_test(excerpts_end_between_characters),
        cmocka_unit_test(json_is_neither_closed_nor_markup),
        cmocka_unit_test(places_are_escaped_part_by_part),
        cmocka_unit_test(algorithms_in_few_words),
        cmocka_unit_test(numbers_for_people),
        cmocka_unit_test(severities_are_ours_or_none),
        cmocka_unit_test(policy_without_a_digest_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
