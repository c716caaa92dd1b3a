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
    size_t column;    /* bytes of white space before it */
    uint64_t block;   /* see struct file_reference; kept by the decoder */
    uint64_t reported;
};

struct configuration configuration_of(const struct blob *blob, struct examiner *examiner,
                                      const char *family);

/* Text without armour around it, and neither prose nor a program: what is shown in a manual names
 * nothing, and what a program says is not known before it runs. */
bool configuration_accepts(const struct blob *blob);

/* The next line without white space around it and without a comment that fills it (# or ;); false
 * at the end. */
bool configuration_line(struct configuration *configuration, struct span *line);

/* Passes over the lines before the one that has word next, as configuration_line would. */
void configuration_skip(struct configuration *configuration, struct span word);

/* Takes the next word off the front: up to white space, or quoted. False where there is none. */
bool configuration_word(struct span *rest, struct span *word);

/* Splits "name = value", "name: value" or "name value"; quotes and a comment behind the value are
 * taken off. False where it is none. */
bool configuration_setting(struct span line, struct span *name, struct span *value);

/* "[name]" fills the line. */
bool configuration_section(struct span line, struct span *name);

/* Takes the next option of a command off the front: --name=value, --name value, -Dname=value. name
 * comes without its dashes; value is empty where the next word is an option too. False at the end.
 */
bool configuration_option(struct span *rest, struct span *name, struct span *value);

/* The bytes of names (letters, digits, "_", "-", ".") around this place, or before it where it is
 * none of them. */
struct span configuration_run_around(struct span text, size_t at);

/* For the confirmation of an anchor that is part of a name: what configuration_setting or
 * configuration_option would take for the name around this place, without the dashes of an option;
 * empty where neither would take any. False where that is decided beyond the text. */
bool configuration_name_around(struct span text, size_t at, struct span *name);

/* The directive with this name, or NULL. folded: ASCII case does not matter. */
const struct directive *directive_named(const struct directive *directives, struct span name,
                                        bool folded);

/* Equal but for ASCII case. */
bool configuration_is(struct span word, const char *text);

/* Tells blocks apart where nothing but order and indentation do: a certificate and a key that
 * follow each other belong together, in either order, until one of them comes again or what
 * surrounds them ends. Set to zero where something else begins. */
struct pair {
    uint64_t line; /* on which it began; 0: none has */
    size_t column;
    bool has[REFERENCE_ROLES];
};

/* To be told of every line: one further to the left ends the pair. */
void pair_line(struct pair *pair, const struct configuration *configuration);

/* The block of what has this role on the line that was read last. */
uint64_t pair_block(struct pair *pair, const struct configuration *configuration,
                    enum reference_role role);

/* What a file is for by its name alone: certificate, key, keystore or revocation list; 0 where the
 * name says none of these, or is none of a file. */
enum reference_role configuration_role_of(struct span path);

/* Reports that a directive names a path. An empty value and one that is no path (a PEM body,
 * "none", longer than a name can be) is passed over; more than the limit references become a
 * problem. */
void configuration_report(struct configuration *configuration, const struct directive *directive,
                          struct span directive_name, struct span path);

#endif
