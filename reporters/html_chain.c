#include "html_chain.h"

#include "html_lookup.h"
#include "html_write.h"

struct verdict_words {
    const char *verdict;
    const char *tag;
    const char *words;
    const char *end; /* what stands where the path breaks off; NULL: it does not */
};

static const struct verdict_words verdicts[] = {
    {"complete", "good", "Complete", NULL},
    {"elsewhere", "error", "Incomplete here", NULL},
    {"unanchored", "error", "Not anchored", "no truststore holds a certificate of this path"},
    {"issuer-missing", "error", "Issuer missing", "nowhere in what was read"},
    {"signature-invalid", "error", "Signature invalid", "no key of this name made the signature"},
    {"self-signed", "plain", "Self-signed", NULL},
    {"undecided", "warning", "Undecided", "could not be decided"},
};

static const struct verdict_words *words_of(const char *verdict) {
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if (strcmp(verdict, verdicts[i].verdict) == 0) {
            return &verdicts[i];
        }
    }
    return NULL;
}

void html_chain_verdict(struct page *page, const char *verdict) {
    const struct verdict_words *words = words_of(verdict);
    if (words) {
        html_tag(page, words->tag, words->words);
    } else {
        html_raw(page, "<span class=\"quiet\">does not apply</span>");
    }
}

static const char *source_words(const char *source) {
    static const char *const words[][2] = {{"leaf", "this certificate"},
                                           {"same file", "in the same file"},
                                           {"truststore", "in a truststore"},
                                           {"elsewhere", "found elsewhere"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(source, words[i][0]) == 0) {
            return words[i][1];
        }
    }
    return "found";
}

/* The step from one certificate up to the next, by whether that one's key made its signature. */
static void write_step(struct page *page, const char *signature) {
    if (strcmp(signature, "valid") == 0) {
        html_raw(page, "<span class=\"step\">signed by</span>");
    } else if (strcmp(signature, "invalid") == 0) {
        html_raw(page, "<span class=\"step broken\">broken: not signed by</span>");
    } else {
        html_raw(page, "<span class=\"step unsure\">issuer by name</span>");
    }
}

static void write_box(struct page *page, struct query *link) {
    bool elsewhere = strcmp(query_text(link, 0), "elsewhere") == 0;
    html_raw(page, elsewhere ? "<span class=\"box apart\">" : "<span class=\"box\">");
    html_raw(page, "<span class=\"clamp\">");
    html_certificate_link(page, query_number(link, 1), query_span(link, 2), query_text(link, 3));
    html_format(page, "</span> <span class=\"quiet\">%s</span></span></li>",
                source_words(query_text(link, 0)));
}

/* Where the path ends too early: a box for what should stand there. */
static void write_end(struct page *page, const struct verdict_words *words, const char *issuer) {
    html_raw(page, "<li><span class=\"step broken\">broken here</span>"
                   "<span class=\"box missing\"><span class=\"clamp\">");
    if (*issuer) {
        html_value(page, issuer);
    } else {
        html_raw(page, "Trust anchor");
    }
    html_format(page, "</span> <span class=\"quiet\">%s</span></span></li>", words->end);
}

void html_chain_path(struct page *page, int64_t certificate, const char *verdict) {
    const struct verdict_words *words = words_of(verdict);
    struct query *query = page->lookups.links;
    struct buffer step = {0};   /* how the link before leads to this one */
    struct buffer issuer = {0}; /* of the last link */
    bool broken = false;
    html_raw(page, "<ol class=\"chain\">");
    query_rewind(query);
    query_bind_number(query, 1, certificate);
    for (int64_t position = 0; query_next(query); position++) {
        html_raw(page, "<li>");
        if (position > 0) {
            write_step(page, buffer_text(&step));
        }
        write_box(page, query);
        buffer_clear(&step);
        buffer_append_text(&step, query_text(query, 5));
        broken |= strcmp(buffer_text(&step), "invalid") == 0;
        buffer_clear(&issuer);
        buffer_append_text(&issuer, query_text(query, 4));
    }
    page->out_of_memory |= step.failed || issuer.failed;
    if (words && words->end && !broken) {
        bool anchor = strcmp(verdict, "unanchored") == 0;
        write_end(page, words, anchor ? "" : buffer_text(&issuer));
    }
    buffer_release(&step);
    buffer_release(&issuer);
    html_raw(page, "</ol>\n");
}
