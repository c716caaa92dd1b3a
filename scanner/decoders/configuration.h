/* What the decoders of configuration files have in common: lines, words, and the report of a path
 * that a directive names. Only paths leave here; whatever else stands in a configuration, and a
 * passphrase may, is passed over. */
#ifndef DECODERS_CONFIGURATION_H
#define DECODERS_CONFIGURATION_H

#include "decoders/decoder.h"

/* A directive whose value is a path. */
struct directive {
    const char *name;
    enum reference_role role;
};

struct configuration {
    const struct blob *blob;
    struct examiner *examiner;
    const char *family;
    struct span rest; /* not read yet */
    uint64_t line;    /* the one that was read last, from 1 */
    uint64_t block;   /* see struct file_reference; kept by the decoder */
    uint64_t reported;
};

struct configuration configuration_of(const struct blob *blob, struct examiner *examiner,
                                      const char *family);

/* Text without armour around it, and no prose: what is shown in a manual names nothing. */
bool configuration_accepts(const struct blob *blob);

/* The next line without white space around it and without a comment that fills it (# or ;); false
 * at the end. */
bool configuration_line(struct configuration *configuration, struct span *line);

/* Takes the next word off the front: up to white space, or quoted. False where there is none. */
bool configuration_word(struct span *rest, struct span *word);

/* Splits "name = value", "name: value" or "name value"; quotes and a comment behind the value are
 * taken off. False where it is none. */
bool configuration_setting(struct span line, struct span *name, struct span *value);

/* The directive with this name, or NULL. folded: ASCII case does not matter. */
const struct directive *directive_named(const struct directive *directives, struct span name,
                                        bool folded);

/* Equal but for ASCII case. */
bool configuration_is(struct span word, const char *text);

/* Reports that a directive names a path. An empty value and one that is no path (a PEM body,
 * "none", longer than a name can be) is passed over; more than the limit references become a
 * problem. */
void configuration_report(struct configuration *configuration, const struct directive *directive,
                          struct span directive_name, struct span path);

#endif
