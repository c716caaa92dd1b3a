/* Text that is shown is valid UTF-8 without controls or invisible characters, by a judge of its
 * own; base64 and times read the same forth and back. */
#include <string.h>

#include <openssl/evp.h>

#include "base/text.h"
#include "decoders/base64.h"
#include "fuzz.h"

enum { TEXT_BYTES_MOST = 256 };

/* Follows the table of RFC 3629 section 4 byte by byte; 0 where it ends. */
static size_t judged_length(const uint8_t *at, size_t left) {
    uint8_t lead = at[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0xC2 || lead > 0xF4 || left < length || at[1] < least || at[1] > most) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if (at[i] < 0x80 || at[i] > 0xBF) {
            return 0;
        }
    }
    return length;
}

static bool acts_on_its_surroundings(const uint8_t *at, size_t length) {
    static const char *const characters[] = {
        "\xC2\xAD",     "\xD8\x9C",     "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
        "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA",
        "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA0",
        "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        if (strlen(characters[i]) == length && memcmp(characters[i], at, length) == 0) {
            return true;
        }
    }
    return at[0] < 0x20 || at[0] == 0x7F || (at[0] == 0xC2 && at[1] < 0xA0);
}

static void try_show(struct span text) {
    struct buffer shown = {0}, again = {0};
    text_show(&shown, text);
    for (size_t at = 0; at < shown.length;) {
        size_t length = judged_length(shown.bytes + at, shown.length - at);
        require(length > 0, "shown text is valid UTF-8");
        require(!acts_on_its_surroundings(shown.bytes + at, length), "nothing acts on shown text");
        at += length;
    }
    text_show(&again, buffer_span(&shown));
    require(span_equal(buffer_span(&again), buffer_span(&shown)), "shown text stays as it is");
    buffer_release(&shown);
    buffer_release(&again);
}

static void try_base64(struct span bytes) {
    unsigned char text[400];
    struct buffer out = {0};
    size_t bad = 0;
    struct span part = span_part(bytes, 0, 256);
    if (base64_decode(bytes, &out, &bad)) {
        require(base64_end(bytes) == bytes.length, "what decodes is base64 to its end");
    } else {
        require(bad <= bytes.length, "the bad byte is inside the text");
    }
    buffer_clear(&out);
    int length = EVP_EncodeBlock(text, part.length ? part.bytes : text, (int)part.length);
    require(base64_decode(span_of(text, (size_t)length), &out, &bad), "OpenSSL's base64 decodes");
    require(span_equal(buffer_span(&out), part), "to what it was made of");
    buffer_release(&out);
}

static void try_time_text(const char *text) {
    char back[TIME_TEXT_BYTES];
    int64_t seconds = 0;
    if (text_parse_time(text, &seconds)) {
        text_format_time(seconds, back);
        require(strncmp(back, text, strlen(text)) == 0 && strlen(text) >= 10,
                "a time that is read is written the same");
    }
}

/* Bytes as a number of seconds, and the rest as changes to the text that it gives. */
static void try_time(struct span bytes) {
    char text[TIME_TEXT_BYTES];
    uint64_t number = 0;
    int64_t again = 0;
    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | bytes.bytes[i];
    }
    int64_t seconds = (int64_t)(number % 400000000000) - 100000000000;
    text_format_time(seconds, text);
    if (!text[0]) {
        return;
    }
    require(text_parse_time(text, &again) && again == seconds,
            "a time that is written is read the same");
    for (size_t i = 8; i + 1 < bytes.length && i < 16; i += 2) {
        text[bytes.bytes[i] % (TIME_TEXT_BYTES - 1)] = (char)bytes.bytes[i + 1];
        try_time_text(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct span text = span_of(bytes, length < TEXT_BYTES_MOST ? length : TEXT_BYTES_MOST);
    try_show(text);
    try_base64(text);
    if (text.length >= 8) {
        try_time(text);
    }
    return 0;
}
