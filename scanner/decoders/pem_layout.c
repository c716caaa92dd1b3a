#define _GNU_SOURCE
#include "decoders/pem_layout.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "decoders/text_escape.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

void pem_layout_note(struct pem_layout *layout, const char *code, size_t offset, const char *format,
                     ...) {
    if (layout->count == LAYOUT_ROWS_MOST) {
        return;
    }
    struct pem_note *note = &layout->notes[layout->count++];
    struct text_lines counter = layout->counter;
    const uint8_t *newline = memrchr(layout->text.bytes, '\n', offset);
    if (offset >= counter.offset) {
        note->line = text_line_at(&counter, layout->text, offset);
    }
    note->code = code;
    note->column = offset - (newline ? (size_t)(newline + 1 - layout->text.bytes) : 0) + 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(note->detail, sizeof note->detail, format, arguments);
    va_end(arguments);
}

void pem_layout_begin(struct pem_layout *layout, const struct blob *blob) {
    *layout = (struct pem_layout){.text = blob->bytes};
    if (strncmp(blob->encoding, "utf-", 4) == 0) {
        pem_layout_note(layout, "pem-utf16", 0, "the text is %s",
                        blob->encoding[4] == '1' ? "UTF-16" : "UTF-32");
    } else if (span_starts_with(blob->bytes, byte_order_mark, 3)) {
        pem_layout_note(layout, "pem-bom", 0, "a byte order mark stands before the first line");
    }
}

/* Each line begins with '#' and has no dash: some who take no other text take that. */
static bool only_comments(struct span text) {
    bool fresh = true;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = text.bytes[i];
        if (byte == '-' || (fresh && byte != '#' && !isspace(byte))) {
            return false;
        }
        fresh = byte == '\n' || (fresh && isspace(byte));
    }
    return true;
}

/* The first byte between two blocks that is no white space. */
static void look_around(struct pem_layout *layout, size_t from, size_t to) {
    struct span text = layout->text;
    if (from == 0 && span_starts_with(text, byte_order_mark, 3)) {
        from = 3;
    }
    while (from < to) {
        struct character next = text_character_at(text, from);
        bool escaped = next.escaped && (next.value == '\n' || next.value == '\r');
        if (!escaped && !isspace(text.bytes[from]) && text.bytes[from] != 0) {
            break;
        }
        from += escaped ? next.length : 1;
    }
    bool comments = only_comments(span_part(text, from, to - from));
    bool *told = comments ? &layout->has_comments_around : &layout->has_text_around;
    if (from < to && !*told) {
        *told = true;
        pem_layout_note(layout, "pem-text-around", from,
                        comments ? "comments (#) outside of the blocks"
                                 : "text outside of the blocks");
    }
}

static void look_for_crlf(struct pem_layout *layout, const struct pem_block *block) {
    struct span rest = span_part(layout->text, block->begin.end, 2);
    if (!layout->has_crlf && span_starts_with(rest, "\r\n", 2)) {
        layout->has_crlf = true;
        pem_layout_note(layout, "pem-crlf", block->begin.end, "lines end in CR LF");
    }
}

static const char no_break_space[] = "\xC2\xA0";

static bool has_no_break_space(struct span text, const struct pem_marker *marker) {
    struct span line = span_part(text, marker->start, marker->end - marker->start);
    return line.length && memmem(line.bytes, line.length, no_break_space, 2);
}

static void look_at_marker(struct pem_layout *layout, const struct pem_marker *marker,
                           const char *word, bool is_ssh2) {
    struct span text = layout->text;
    size_t start = marker->start;
    size_t usual = is_ssh2 ? 4 : 5;
    bool spaced = marker->spaced && !is_ssh2;
    if (marker->before != usual || marker->after != usual || spaced) {
        pem_layout_note(layout, "pem-dashes", start, "the %s line has %zu and %zu dashes%s", word,
                        marker->before, marker->after, spaced ? " and spaces beside them" : "");
    }
    if (has_no_break_space(text, marker)) {
        pem_layout_note(layout, "pem-dashes", start, "the %s line has no-break spaces", word);
    }
    size_t blank = start;
    while (blank > 0 && (text.bytes[blank - 1] == ' ' || text.bytes[blank - 1] == '\t')) {
        blank--;
    }
    if (blank < start && (blank == 0 || text.bytes[blank - 1] == '\n')) {
        pem_layout_note(layout, "pem-indented", blank, "the %s line is indented by %zu", word,
                        start - blank);
    }
}

static void look_at_body(struct pem_layout *layout, const struct pem_block *block,
                         const struct pem_body *body) {
    bool one_line = block->body.length && !memchr(block->body.bytes, '\n', block->body.length);
    bool spaces = has_no_break_space(layout->text, &block->begin);
    if (body->escaped || (block->begin.escaped && !spaces)) {
        pem_layout_note(layout, "pem-escaped-newlines", block->body_offset,
                        "line ends are written as escapes");
    } else if (one_line) {
        pem_layout_note(layout, "pem-escaped-newlines", block->body_offset,
                        "the whole block is one line");
    }
    if (block->ended && body->empty != SIZE_MAX && body->headers.length == 0) {
        pem_layout_note(layout, "pem-blank-line", body->empty, "an empty line inside the block");
    }
    if (body->comment != SIZE_MAX) {
        pem_layout_note(layout, "pem-bad-base64", body->comment, "a comment inside the block");
    } else if (!body->clean) {
        pem_layout_note(layout, "pem-bad-base64", block->begin.start,
                        "something inside the block is no base64");
        if (layout->count && !body->escaped) {
            struct pem_note *note = &layout->notes[layout->count - 1];
            note->line += body->bad_line;
            note->column = 0;
        }
    }
}

void pem_layout_block(struct pem_layout *layout, const struct pem_block *block,
                      const struct pem_body *body) {
    const struct pem_marker *begin = &block->begin;
    bool is_ssh2 = strncmp(begin->label, "SSH2 ", 5) == 0;
    look_around(layout, layout->last, begin->start);
    if (layout->after_end && layout->last == begin->start) {
        pem_layout_note(layout, "pem-markers-glued", begin->start,
                        "BEGIN follows END on the same line");
    }
    look_for_crlf(layout, block);
    look_at_marker(layout, begin, "BEGIN", is_ssh2);
    look_at_body(layout, block, body);
    if (!block->ended) {
        pem_layout_note(layout, "pem-truncated", begin->start, "the block has no END line");
    } else {
        look_at_marker(layout, &block->end, "END", is_ssh2);
        if (strcmp(block->end.label, begin->label) != 0) {
            pem_layout_note(layout, "pem-label-wrong", block->end.start,
                            "the END line names another label than the BEGIN line");
        }
    }
    if (strcmp(begin->label, "TRUSTED CERTIFICATE") == 0) {
        pem_layout_note(layout, "pem-trusted-label", begin->start,
                        "the label is OpenSSL's own TRUSTED CERTIFICATE");
    }
    layout->last = block->next;
    layout->has_blocks = true;
    layout->after_end = block->ended;
    text_line_at(&layout->counter, layout->text, begin->start);
}

bool pem_layout_promised(const char *name) {
    static const char *const extensions[] = {".pem", ".crt", ".cer", ".key", ".csr",
                                             ".crl", ".p7b", ".pub", NULL};
    return text_has_extension_of(name, extensions);
}

void pem_layout_report(struct pem_layout *layout, const struct blob *blob,
                       struct examiner *examiner) {
    if (layout->has_blocks) {
        look_around(layout, layout->last, layout->text.length);
    }
    if (!layout->has_blocks || !(pem_layout_promised(blob->name) || !layout->has_text_around)) {
        return;
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct pem_note *note = &layout->notes[i];
        examiner_observe(examiner, blob, note->code, note->line, note->column, "%s", note->detail);
    }
}
