/* What an operator writes: limits, moments, globs of names. Whatever is taken is a limit above zero
 * or a moment that is written as it was read; shown text is its own shown form. */
#include <string.h>

#include "base/text.h"
#include "fuzz.h"
#include "limit.h"

static void try_limit(const char *text) {
    struct limits before = limits_default(), limits = before;
    bool taken = limits_set(&limits, text);
    const uint64_t *old = (const uint64_t *)&before, *new = (const uint64_t *)&limits;
    unsigned changed = 0;
    for (unsigned i = 0; i < limit_count; i++) {
        require(new[i] > 0, "no limit is zero");
        changed += old[i] != new[i];
    }
    require(changed <= (taken ? 1U : 0U), "one limit is set, or none");
}

/* The name of a limit, so that the value is what is tried. */
static void try_value(const char *text, size_t which) {
    struct buffer assignment = {0};
    buffer_format(&assignment, "%s=%s", limit_descriptions[which % limit_count].name, text);
    try_limit(buffer_text(&assignment));
    buffer_release(&assignment);
}

static void try_time(const char *text) {
    int64_t seconds = 0, again = 0;
    char written[TIME_TEXT_BYTES];
    if (!text_parse_time(text, &seconds)) {
        return;
    }
    text_format_time(seconds, written);
    require(strncmp(written, text, strlen(text)) == 0, "a moment is written as it was read");
    require(text_parse_time(written, &again) && again == seconds, "and reads as the same");
}

static void try_shown(struct span text) {
    struct buffer shown = {0}, twice = {0};
    text_show(&shown, text);
    text_show(&twice, buffer_span(&shown));
    require(span_equal(buffer_span(&shown), buffer_span(&twice)), "shown text stays as it is");
    for (struct span rest = buffer_span(&shown); rest.length;) {
        uint32_t point = 0;
        size_t length = text_character(rest, &point);
        require(length > 0 && point >= ' ' && (point < 0x7F || point > 0x9F),
                "shown text is UTF-8 without controls");
        rest = span_from(rest, length);
    }
    buffer_release(&shown);
    buffer_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    char text[256];
    size_t taken = length < sizeof text - 1 ? length : sizeof text - 1;
    memcpy(text, length ? bytes : (const uint8_t *)"", taken);
    text[taken] = 0;
    try_limit(text);
    try_value(text, length ? bytes[0] : 0);
    try_value(length ? text + 1 : text, length ? bytes[0] : 0);
    try_time(text);
    try_shown(span_of(bytes, length));
    return 0;
}
