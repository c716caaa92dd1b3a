/* Commands of remedies, for a POSIX shell: what an auditor can paste. */
#ifndef CHECKS_COMMANDS_H
#define CHECKS_COMMANDS_H

#include "checks/describer.h"

/* Can a command name this place, a file, or lines of it, on disk? Not what lies in an archive or
 * keystore, in a part of a text, in something encoded, or only in git. */
bool command_can_read(const struct place *place);

/* Appends the name that is shown so (text_show_name) in quotes, safe whatever it holds: '...', or
 * $'...' (bash, ksh, zsh) with the bytes of the characters that are shown as escapes. */
void command_quote(struct buffer *out, const char *name);

/* Appends a command that prints the certificate at this place as PEM, from files, simple archives
 * (tar, unzip), Java keystores (keytool, which asks for the passphrase) and parts of a text; false,
 * and nothing appended, where a command cannot read it. */
bool command_print_certificate(struct buffer *out, const struct place *place);

/* Appends " To see it: " and a command that prints parts of the certificate at this place, as the
 * options of openssl x509 name them ("-dates -ext basicConstraints"); nothing where a command
 * cannot read it. */
void command_inspect(struct buffer *out, const struct place *place, const char *options);

/* Appends "openssl ... && openssl ..." commands that show whether key and certificate belong
 * together: their outputs must be equal. False where one of the places cannot be read. */
bool command_compare(struct buffer *out, const struct thing *key, const struct place *key_place,
                     const struct place *certificate_place);

/* Appends a command that prints the base64 value of a Secret's certificate with the issuer behind
 * it; *line: where the old value stands. False, and nothing is appended, where the place is none.
 */
bool command_secret(struct buffer *out, const struct place *issuer, const struct place *to,
                    uint64_t *line);

/* Appends a command that puts the issuer behind the certificate of an entry of a Java keystore, as
 * the reply of its CA does. False, and nothing is appended, where the place is no such entry. */
bool command_reply(struct buffer *out, const struct place *issuer, const struct place *to);

/* Appends a command that adds the certificate at from to the PEM file or Java keystore at to. False
 * where no command can: then it is words, "append the certificate of ... to ...". */
bool command_append(struct buffer *out, const struct place *from, const struct place *to);

/* Appends a command that takes out of the PEM file, or the Java keystore, what its trails ("line 1;
 * line 24", or aliases) say, all but the first `kept` of them; false, and nothing appended, where
 * no command does. */
bool command_remove(struct buffer *out, const struct place *file, const char *trails,
                    unsigned kept);

/* Appends a command that writes the PEM file anew with its blocks in this order; likewise. */
bool command_reorder(struct buffer *out, const struct place *file, const char *trails);

#endif
