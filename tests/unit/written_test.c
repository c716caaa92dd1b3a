/* Values beside others of their like, and as programs write and show them: each is found, and a
 * part of a file yields nothing that the whole does not. */
#include "forms.h"

#define WRITTEN(name) "../formats-written/" name

static const struct {
    const char *file;
    size_t finds;
} files[] = {
    {WRITTEN("hex/keys.csv"), 2},       {WRITTEN("hex/keys.sql"), 1},
    {WRITTEN("hex/name.tsv"), 1},       {WRITTEN("hex/digest.txt"), 1},
    {WRITTEN("hex/colons.txt"), 2},     {WRITTEN("hex/inside.txt"), 0},
    {WRITTEN("remarks/hash.txt"), 1},   {WRITTEN("remarks/slashes.go"), 1},
    {WRITTEN("remarks/star.c"), 1},     {WRITTEN("remarks/named.ini"), 1},
    {WRITTEN("remarks/each.txt"), 2},   {WRITTEN("beside/empty-line.txt"), 2},
    {WRITTEN("beside/glued.txt"), 2},   {WRITTEN("beside/hexadecimal.txt"), 3},
    {WRITTEN("url/front.txt"), 1},      {WRITTEN("url/folded.yaml"), 1},
    {WRITTEN("url/escaped.txt"), 1},    {WRITTEN("shown/cat.pem"), 1},
    {WRITTEN("shown/cat-crlf.pem"), 1}, {WRITTEN("shown/cat-base64.txt"), 1},
    {WRITTEN("shown/strings.xml"), 2},
};

static void finds_each_value(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = form_file(files[i].file);
        collect(&collected, "text", buffer_span(&file), NULL);
        if (collected.find_count != files[i].finds || collected.complaint_count) {
            fail_msg("%s: %zu finds, %zu problems", files[i].file, collected.find_count,
                     collected.complaint_count);
        }
        buffer_release(&file);
    }
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = form_file(files[i].file);
        check_cut_short("text", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned(WRITTEN("hex/digest.txt"));
    check_form_turned(WRITTEN("shown/cat-crlf.pem"));
    check_form_turned(WRITTEN("url/front.txt"));
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("# MIIB+DCCAZ6gAwIBAgIUEN0wHgyQ\n"));
    check_noise(LITERAL("%2BMIIB%2BDCC%2F"));
    check_noise(LITERAL("MIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIBMIIB$\n"));
    check_noise(LITERAL("302e0201,302e0201 "));
    check_noise(LITERAL("%5C%5C"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_value),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
