/* Names and name constraints of a certificate, in the form of names.h. */
#include <arpa/inet.h>

#include <openssl/x509v3.h>

#include "decoders/name.h"
#include "decoders/path_facts.h"
#include "names.h"

/* Names under construction, and how many there may be. */
struct listing {
    struct buffer out;
    uint64_t room;
    enum names_role role;
    bool over; /* there are more */
};

static void append(struct listing *listing, enum name_form form, struct span value) {
    if (listing->room == 0) {
        return;
    }
    listing->over = --listing->room == 0;
    if (listing->over || value.length > NAME_VALUE_MOST) {
        listing->room = 0;
        names_append(&listing->out, listing->role, NAME_OVERFLOW, (struct span){0});
        return;
    }
    names_append(&listing->out, listing->role, form, value);
}

static void append_string(struct listing *listing, enum name_form form, const ASN1_STRING *string) {
    append(listing, form,
           span_of(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string)));
}

static void append_directory(struct listing *listing, const X509_NAME *name) {
    struct buffer digests = {0};
    bool whole = name_digests(name, &digests);
    append(listing, whole ? NAME_DIRECTORY : NAME_OVERFLOW, buffer_span(&digests));
    buffer_release(&digests);
}

static void append_name(struct listing *listing, const GENERAL_NAME *name) {
    switch (name->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        append_string(listing, (enum name_form)name->type, name->d.ia5);
        break;
    case GEN_IPADD:
        append_string(listing, NAME_ADDRESS, name->d.iPAddress);
        break;
    case GEN_DIRNAME:
        append_directory(listing, name->d.directoryName);
        break;
    default: /* compared by nobody: that there is one of its form decides */
        append(listing, (enum name_form)name->type, (struct span){0});
    }
}

/* The names of the subject: its own, the alternative ones, and without any of these the addresses
 * that stand in its own (RFC 5280 section 4.2.1.10). */
static struct span held_names(X509 *certificate, struct arena *arena, uint64_t limit, bool *all) {
    struct listing listing = {.room = limit, .role = NAME_HELD};
    const X509_NAME *subject = X509_get_subject_name(certificate);
    if (X509_NAME_entry_count(subject) > 0) {
        append_directory(&listing, subject);
    }
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        append_name(&listing, sk_GENERAL_NAME_value(names, i));
    }
    for (int at = -1; !names;) {
        at = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, at);
        if (at < 0) {
            break;
        }
        append_string(&listing, NAME_EMAIL,
                      X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    }
    GENERAL_NAMES_free(names);
    *all = *all && !listing.over;
    struct span kept = arena_span(arena, buffer_span(&listing.out));
    buffer_release(&listing.out);
    return kept;
}

/* A subtree that is not the whole of what its base names cannot be processed. */
static void append_subtrees(struct listing *listing, const STACK_OF(GENERAL_SUBTREE) * subtrees) {
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
        const GENERAL_SUBTREE *subtree = sk_GENERAL_SUBTREE_value(subtrees, i);
        bool whole =
            (!subtree->minimum || ASN1_INTEGER_get(subtree->minimum) == 0) && !subtree->maximum;
        if (whole) {
            append_name(listing, subtree->base);
        } else {
            append(listing, NAME_OVERFLOW, (struct span){0});
        }
    }
}

static struct span imposed_constraints(X509 *certificate, struct arena *arena, uint64_t limit,
                                       bool *all) {
    NAME_CONSTRAINTS *constraints = X509_get_ext_d2i(certificate, NID_name_constraints, NULL, NULL);
    if (!constraints) {
        return (struct span){0};
    }
    struct listing listing = {.room = limit, .role = NAME_PERMITTED};
    append_subtrees(&listing, constraints->permittedSubtrees);
    listing.role = NAME_EXCLUDED;
    append_subtrees(&listing, constraints->excludedSubtrees);
    NAME_CONSTRAINTS_free(constraints);
    *all = *all && !listing.over;
    struct span kept = arena_span(arena, buffer_span(&listing.out));
    buffer_release(&listing.out);
    return kept;
}

void path_names_of_certificate(X509 *certificate, struct certificate_facts *facts,
                               struct arena *arena, const struct limits *limits, bool *all) {
    /* What takes the last place says that there are more. */
    uint64_t most = limits->constraint_names + (limits->constraint_names < UINT64_MAX);
    *all = true;
    facts->names = held_names(certificate, arena, most, all);
    facts->constraints = imposed_constraints(certificate, arena, most, all);
}
