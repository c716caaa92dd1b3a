/* The four files from which Istio's authority starts, in a folder that becomes the Secret cacerts,
 * or in a manifest of that Secret: with one missing it does not start, or makes up its own. */
#include "base/words.h"
#include "checks/observed.h"
#include "checks/row.h"

enum { PARTS = 4 };

static const char *const parts[PARTS] = {"ca-cert.pem", "ca-key.pem", "root-cert.pem",
                                         "cert-chain.pem"};

/* Folders with some of the files, each in use and holding something: the folder, a place in the
 * first, and which are there in the order of the list above. */
static const char suspects[] =
    "SELECT folder, min(place), max(base = 'ca-cert.pem'), max(base = 'ca-key.pem'),"
    " max(base = 'root-cert.pem'), max(base = 'cert-chain.pem') FROM"
    " (SELECT folder, substr(path, length(folder) + 1) AS base, place FROM"
    "  (SELECT file.path, rtrim(file.path, replace(file.path, '/', '')) AS folder,"
    "    min(place.id) AS place FROM file JOIN place ON place.file = file.id"
    "   WHERE file.live = 1 AND file.container = ''"
    "   AND (file.path GLOB '*ca-cert.pem' OR file.path GLOB '*ca-key.pem'"
    "    OR file.path GLOB '*root-cert.pem' OR file.path GLOB '*cert-chain.pem') GROUP BY file.id))"
    " WHERE base IN ('ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem')"
    " GROUP BY folder ORDER BY folder";

static void say_parts(struct buffer *out, struct query *row, bool present) {
    const char *separator = "";
    for (int i = 0; i < PARTS; i++) {
        if ((query_number(row, 2 + i) != 0) == present) {
            buffer_format(out, "%s%s", separator, parts[i]);
            separator = ", ";
        }
    }
}

/* The names alone are used elsewhere too: three of them, or two in a folder named after Istio. */
static bool is_meant_for_istio(struct query *row) {
    static const char *const words[] = {"istio", "cacerts", NULL};
    int64_t present = 0;
    for (int i = 0; i < PARTS; i++) {
        present += query_number(row, 2 + i);
    }
    bool authority = query_number(row, 2) || query_number(row, 3);
    bool named = words_have(span_text(query_text(row, 0)), words);
    return authority && present < PARTS && (present >= 3 || (present == 2 && named));
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    if (!is_meant_for_istio(row->query)) {
        return DONE;
    }
    const struct thing *thing =
        describer_thing_at(row->describer, query_number(row->query, 1), &place);
    if (!thing) {
        return fail(error, "out of memory");
    }
    const char *folder = query_text(row->query, 0);
    buffer_format(&row->message, "%s has ", *folder ? folder : "The folder");
    say_parts(&row->message, row->query, true);
    buffer_append_text(&row->message, ", but of the four files that Istio's authority needs it "
                                      "lacks ");
    say_parts(&row->message, row->query, false);
    buffer_append_text(&row->message, ".");
    return row_report_at(row, thing, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    if (row_each(audit, suspects, report, error) != DONE) {
        return FAILED;
    }
    return observed_report(audit, "istio-cacerts-incomplete", NULL, error);
}

const struct check istio_cacerts_incomplete_check = {
    .id = "istio-cacerts-incomplete",
    .severity = SEVERITY_ERROR,
    .title = "Istio authority incomplete",
    .rule = "Some, but not all of ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem: three "
            "of them in a folder, two where the folder's name says istio or cacerts, or any in a "
            "manifest of a Secret named cacerts.",
    .remedy = "Put all four there, then: kubectl create secret generic cacerts -n istio-system "
              "--from-file=ca-cert.pem --from-file=ca-key.pem --from-file=root-cert.pem "
              "--from-file=cert-chain.pem",
    .reference = "Istio documentation, Plug in CA Certificates",
    .run = run,
};
