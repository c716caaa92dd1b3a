/* Objects found around a member: dialects, escapes, pieces, and what is no object. */
#include "decoders/json_scan.h"
#include "unit.h"

/* Looks for the member "key" and writes all members as "name=value;". */
static bool read_around(const char *text, struct buffer *out) {
    struct span copy = exact_copy(span_text(text));
    const char *word = strstr(text, "key");
    struct json_cursor cursor;
    struct json_member member;
    size_t start = 0;
    buffer_clear(out);
    bool found = word && json_object_around(copy, 0, (size_t)(word - text), 3, &cursor, &start);
    while (found && json_next(&cursor, &member)) {
        buffer_append(out, member.name.bytes, member.name.length);
        buffer_append_byte(out, '=');
        if (member.kind == JSON_STRING) {
            json_append(out, &cursor, member.value);
        } else {
            buffer_append(out, member.value.bytes, member.value.length);
        }
        buffer_append_byte(out, ';');
    }
    exact_free(copy);
    return found && cursor.done;
}

static void reads_dialects(void **state) {
    (void)state;
    static const struct {
        const char *text, *members;
    } rows[] = {
        {"{\"key\":\"v\"}", "key=v;"},
        {"[{\"a\":{\"b\":[1,\"}\"]}, \"key\" : \"v\" , \"c\":-1.5}]",
         "a={\"b\":[1,\"}\"]};key=v;c=-1.5;"},
        {"{\"key\":\"a\\/b\"}", "key=a/b;"},
        {"x = { 'key': 'v', }", "key=v;"},
        {"x({\n  a: 'p' +\n 'q',\n  key: \"r\" \"s\"})", "a=pq;key=rs;"},
        {"{'a' => 'b', 'key' => 'v'}", "a=b;key=v;"},
        {"\"{\\\"a\\\":\\\"b\\\",\\n\\\"key\\\": \\\"v\\\"}\"", "a=b;key=v;"},
        {"\"{\\\\\\\"key\\\\\\\":\\\\\\\"v\\\\\\\"}\"", "key=v;"},
        {"\"{\\\"key\\\":\\\"v\"\n  \"w\\\",\"\n\"\\\"a\\\":\" +\n \"\\\"b\\\"}\"", "key=vw;a=b;"},
        {"{\"key\":true,\"n\":null}", "key=true;n=null;"},
        {"{\"quote\":\"a\\\"b{\",\"key\":1}", "quote=ab{;key=1;"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!read_around(rows[i].text, &out) || strcmp(buffer_text(&out), rows[i].members) != 0) {
            fail_msg("row %zu: \"%s\"", i, buffer_text(&out));
        }
    }
    buffer_release(&out);
}

static void refuses_what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "key",          "\"key\":1}", "{\"key\":1",     "{\"key\" 1}",   "[\"key\"]",
        "{\"key\":\"v", "{\"key\":{", "{\"key\":[1,2}", "{key",          "{\\\"key\":1}",
        "{mykey: 1}",   "{\"key: 1}", "{\"key\":}",     "{f(): key: 1}",
    };
    struct buffer out = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (read_around(texts[i], &out) && strcmp(texts[i], "{\"key\":[1,2}") != 0) {
            fail_msg("\"%s\" is read: \"%s\"", texts[i], buffer_text(&out));
        }
    }
    buffer_release(&out);
}

static void takes_strings_of_an_array(void **state) {
    (void)state;
    struct json_cursor cursor = {0};
    struct span array = span_text("[\"a\", \"b\" , 7]"), string;
    assert_true(json_next_string(&cursor, &array, &string));
    assert_true(span_equal(string, span_text("\"a\"")));
    assert_true(json_next_string(&cursor, &array, &string));
    assert_true(span_equal(string, span_text("\"b\"")));
    assert_false(json_next_string(&cursor, &array, &string));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dialects),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(takes_strings_of_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
