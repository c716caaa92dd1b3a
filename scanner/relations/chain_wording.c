#include "relations/chain_wording.h"

#include "base/place_name.h"
#include <stdlib.h>

enum outcome chain_wording_init(struct chain_wording *wording,
                                const struct certificate_graph *graph, struct inventory *inventory,
                                struct error *error) {
    *wording = (struct chain_wording){.graph = graph};
    wording->labels = calloc((size_t)graph->count + 1, sizeof *wording->labels);
    wording->names = calloc((size_t)graph->count + 1, sizeof *wording->names);
    if (!wording->labels || !wording->names) {
        return fail(error, "out of memory");
    }
    wording->facts = query_new(inventory,
                               "SELECT subject, issuer, authority_key_identifier,"
                               " signature_algorithm FROM artifact WHERE id = ?1",
                               error);
    wording->place =
        query_new(inventory,
                  "SELECT file.path, file.container, file.live, file.revision FROM place"
                  " JOIN file ON file.id = place.file WHERE place.artifact = ?1"
                  " ORDER BY file.live DESC, place.id LIMIT 1",
                  error);
    wording->truststore =
        query_new(inventory,
                  "SELECT file.path, file.container, file.live, file.revision FROM place"
                  " JOIN truststore ON truststore.file = place.file"
                  " JOIN file ON file.id = place.file WHERE place.artifact = ?1"
                  " ORDER BY place.id LIMIT 1",
                  error);
    return wording->facts && wording->place && wording->truststore ? DONE : FAILED;
}

enum outcome chain_wording_release(struct chain_wording *wording, struct error *error) {
    enum outcome outcome = DONE;
    struct query *queries[] = {wording->facts, wording->place, wording->truststore};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (queries[i] && query_free(queries[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    free(wording->labels);
    free(wording->names);
    arena_release(&wording->arena);
    *wording = (struct chain_wording){0};
    return outcome;
}

/* Goes to the row of this certificate; false where it has none. */
static bool look_up(struct query *query, const struct certificate *certificate) {
    query_rewind(query);
    query_bind_number(query, 1, certificate->id);
    return query_next(query);
}

static void say_place(struct query *row, struct buffer *out) {
    place_name_append(out, query_text(row, 0), query_text(row, 1), "");
    if (query_number(row, 2) == 0) {
        buffer_format(out, ", only in git history, commit %.12s", query_text(row, 3));
    }
}

static void say_name(const char *name, struct buffer *out) {
    buffer_append_text(out, *name ? name : "(empty name)");
}

/* "SUBJECT in PLACE", or "SUBJECT in truststore PLACE". */
static const char *label(struct chain_wording *wording, uint32_t index) {
    if (wording->labels[index]) {
        return wording->labels[index];
    }
    const struct certificate *certificate = &wording->graph->certificates[index];
    struct buffer text = {0};
    if (look_up(wording->facts, certificate)) {
        say_name(query_text(wording->facts, 0), &text);
    }
    if (certificate->is_trusted && look_up(wording->truststore, certificate)) {
        buffer_append_text(&text, " in truststore ");
        say_place(wording->truststore, &text);
    } else if (look_up(wording->place, certificate)) {
        buffer_append_text(&text, " in ");
        say_place(wording->place, &text);
    }
    const char *words = buffer_text(&text);
    wording->labels[index] = arena_text(&wording->arena, words, strlen(words));
    buffer_release(&text);
    return wording->labels[index];
}

const char *chain_name(struct chain_wording *wording, uint32_t certificate) {
    if (!wording->names[certificate]) {
        const char *name = "";
        if (look_up(wording->facts, &wording->graph->certificates[certificate])) {
            name = query_text(wording->facts, 0);
        }
        name = *name ? name : "(empty name)";
        wording->names[certificate] = arena_text(&wording->arena, name, strlen(name));
    }
    return wording->names[certificate];
}

/* What the certificate at fault does, in words that follow its name. */
static const char *fault_words(enum path_fault_code code) {
    switch (code) {
    case FAULT_LEAF_EXPIRED:
    case FAULT_EXPIRED:
        return "is expired";
    case FAULT_LEAF_FUTURE:
    case FAULT_FUTURE:
        return "is not yet valid";
    case FAULT_LEAF_REVOKED:
    case FAULT_REVOKED:
        return "is revoked";
    case FAULT_NOT_CA:
        return "is not marked as a CA";
    case FAULT_NO_KEY_CERT_SIGN:
        return "has a key usage without keyCertSign";
    case FAULT_PATH_LENGTH:
        return "allows fewer CAs below it";
    case FAULT_NAME_CONSTRAINT:
        return "does not permit a name below it";
    case FAULT_POLICY:
        return "leads to no certificate policy, though one is required";
    case FAULT_PURPOSE:
        return "has an extended key usage that excludes this use";
    default:
        return "has an extension that nobody can process";
    }
}

void chain_say_broken(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                      const struct path_fault *faults, size_t count, struct buffer *out) {
    buffer_format(out, "no path is without a fault; on the one up to %s ",
                  label(wording, path[length - 1]));
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "%s%s %s", i ? ", " : "", chain_name(wording, faults[i].member),
                      fault_words(faults[i].code));
    }
}

void chain_say_complete(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                        struct buffer *out) {
    const struct certificate *leaf = &wording->graph->certificates[path[0]];
    if (length == 1) {
        buffer_append_text(out, "it is itself a member of truststore ");
        if (look_up(wording->truststore, leaf)) {
            say_place(wording->truststore, out);
        }
        return;
    }
    const struct certificate *end = &wording->graph->certificates[path[length - 1]];
    buffer_format(out, "%s %s", end->is_trusted ? "up to" : "up to the self-signed",
                  label(wording, path[length - 1]));
}

void chain_say_elsewhere(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                         const uint32_t *missing, uint32_t missing_count, struct buffer *out) {
    buffer_append_text(out, "its file lacks ");
    for (uint32_t i = 0; i < missing_count; i++) {
        buffer_format(out, "%s%s", i ? ", and " : "", label(wording, missing[i]));
    }
    buffer_format(out, "; with %s the path goes up to %s", missing_count == 1 ? "it" : "them",
                  label(wording, path[length - 1]));
}

void chain_say_unanchored(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                          struct buffer *out) {
    buffer_format(out, "the path ends at the self-signed %s, which is in no truststore",
                  label(wording, path[length - 1]));
}

void chain_say_end(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                   struct buffer *out) {
    uint32_t last = path[length - 1];
    const struct certificate *certificate = &wording->graph->certificates[last];
    if (length > 1) {
        buffer_format(out, "the path goes up to %s: ", label(wording, last));
    }
    if (!look_up(wording->facts, certificate)) {
        return;
    }
    const char *identifier = query_text(wording->facts, 2);
    if (certificate->link == LINK_UNDECIDED && certificate->is_partly_tried) {
        buffer_format(
            out,
            "not all of the %lu keys with its issuer's name were tried (limit "
            "candidates), and none of those tried made its signature",
            (unsigned long)certificate_graph_candidates(wording->graph, certificate->issuer_name));
        return;
    }
    if (certificate->link == LINK_UNDECIDED) {
        buffer_format(out, "whether its issuer's key made its signature (%s) could not be decided",
                      query_text(wording->facts, 3));
        return;
    }
    buffer_append_text(out, certificate->link == LINK_INVALID
                                ? "no key of a certificate with its issuer's name verifies its "
                                  "signature: "
                                : "its issuer is nowhere: ");
    say_name(query_text(wording->facts, 1), out);
    if (*identifier) {
        buffer_format(out, ", authority key identifier %s", identifier);
    }
}

void chain_say_self_signed(struct chain_wording *wording, uint32_t certificate,
                           struct buffer *out) {
    const struct certificate *self = &wording->graph->certificates[certificate];
    buffer_append_text(out, "signed with its own key");
    if (self->is_trusted && look_up(wording->truststore, self)) {
        buffer_append_text(out, "; a member of truststore ");
        say_place(wording->truststore, out);
    }
}
