#include "checks/commands.h"

#include <stdlib.h>

#include "base/text.h"

static bool is_java_keystore(const struct place *place) {
    return strcmp(place->encoding, "jks") == 0 || strcmp(place->encoding, "jceks") == 0;
}

/* An entry of a Java keystore on disk, by its alias. */
static bool command_can_name(const struct place *place) {
    return *place->container == 0 && !place->is_git && *place->detail &&
           !strchr(place->detail, '!');
}

bool command_can_read(const struct place *place) {
    return *place->container == 0 && !place->is_git && !strchr(place->detail, '!') &&
           !is_java_keystore(place);
}

static bool is_pem(const struct place *place) {
    return strcmp(place->encoding, "pem") == 0;
}

/* "tar -xOf" or "unzip -p", by the archive's name; NULL: neither. */
static const char *unpacker_of(const struct place *place) {
    static const char *const tars[] = {".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", NULL};
    static const char *const zips[] = {".zip", ".jar", ".war", ".ear", NULL};
    return strpbrk(place->container, "!*?[\\")        ? NULL
           : text_has_extension_of(place->path, tars) ? "tar -xOf "
           : text_has_extension_of(place->path, zips) ? "unzip -p "
                                                      : NULL;
}

/* Appends what prints the file or member as it is; nothing where the file can be named itself. */
static bool print_source(struct buffer *out, const struct place *place) {
    const char *unpacker = unpacker_of(place);
    if (place->is_git || (*place->container && !place->is_part && !unpacker)) {
        return false;
    }
    if (*place->container && !place->is_part) {
        buffer_append_text(out, unpacker);
        command_quote(out, place->path);
        buffer_append_text(out, " ");
        command_quote(out, place->container);
    }
    return true;
}

/* A value of one line, written in base64, of which the object begins on line: "line 8!line 1". */
static bool print_value(struct buffer *out, const struct place *place, uint64_t line) {
    buffer_format(out, "sed -n '%llus/^[^:]*://p' ", (unsigned long long)place->line);
    command_quote(out, place->path);
    buffer_append_text(out, " | base64 -di");
    if (line > 1) {
        buffer_format(out, " | sed -n '%llu,/-----END/p'", (unsigned long long)line);
    }
    return true;
}

/* From the line on: armour, without the blanks that the text around it puts before its lines. */
static void print_lines(struct buffer *out, const struct place *place) {
    bool piped = out->length > 0;
    buffer_format(out,
                  place->is_part ? "%ssed -n '%llu,/-----END/{s/^ *//;p}'"
                                 : "%ssed -n '%llu,/-----END/p'",
                  piped ? " | " : "", (unsigned long long)place->line);
    if (!piped) {
        buffer_append_text(out, " ");
        command_quote(out, place->path);
    }
}

/* Appends what prints the armour of the object at this place, or its DER; nothing where the file
 * itself is that. False where no command does. */
static bool print_object(struct buffer *out, const struct place *place) {
    const char *inner = strchr(place->detail, '!');
    if (place->is_part && strchr(place->container, '!')) {
        return false;
    }
    if (place->is_part && inner) {
        bool plain = is_pem(place) && strncmp(inner, "!line ", 6) == 0 && !strchr(inner + 1, '!');
        return plain && place->line && !place->is_git &&
               print_value(out, place, strtoull(inner + 6, NULL, 10));
    }
    bool whole = !is_pem(place) && *place->detail == 0;
    if (inner || (!whole && place->line == 0) || !print_source(out, place)) {
        return false;
    }
    if (!whole && (place->line > 1 || place->is_part)) {
        print_lines(out, place);
    }
    return true;
}

/* A certificate of the chain that belongs to a key: "alias!certificate 2". */
static bool print_chain_member(struct buffer *out, const struct place *place) {
    static const char step[] = "!certificate ";
    const char *number = strstr(place->detail, step);
    if (!is_java_keystore(place) || *place->container || place->is_git || !number ||
        strspn(number + strlen(step), "0123456789") != strlen(number + strlen(step))) {
        return false;
    }
    struct buffer alias = {0};
    buffer_append(&alias, place->detail, (size_t)(number - place->detail));
    buffer_append_text(out, "keytool -list -rfc -alias ");
    command_quote(out, buffer_text(&alias));
    buffer_append_text(out, " -keystore ");
    command_quote(out, place->path);
    buffer_format(out, " | awk '/-----BEGIN/ {n++} n == %s && /-----BEGIN/, /-----END/'",
                  number + strlen(step));
    buffer_release(&alias);
    return true;
}

bool command_print_certificate(struct buffer *out, const struct place *place) {
    struct buffer print = {0};
    bool read = true;
    if (print_chain_member(out, place)) {
        read = true;
    } else if (is_java_keystore(place) && command_can_name(place)) {
        buffer_append_text(out, "keytool -exportcert -rfc -alias ");
        command_quote(out, place->detail);
        buffer_append_text(out, " -keystore ");
        command_quote(out, place->path);
    } else if (!print_object(&print, place)) {
        read = false;
    } else if (print.length == 0) {
        buffer_format(out, "openssl x509 %s-in ", is_pem(place) ? "" : "-inform DER ");
        command_quote(out, place->path);
    } else {
        buffer_append(out, print.bytes, print.length);
        buffer_append_text(out, is_pem(place) ? "" : " | openssl x509 -inform DER");
    }
    buffer_release(&print);
    return read;
}

void command_inspect(struct buffer *out, const struct place *place, const char *options) {
    struct buffer print = {0};
    if (command_print_certificate(&print, place)) {
        buffer_format(out, " To see it: %s | openssl x509 -noout -subject %s", buffer_text(&print),
                      options);
    }
    buffer_release(&print);
}

/* One side of a comparison: a command that prints a key's digest. */
static bool print_digest(struct buffer *out, const char *command, const char *what,
                         const struct place *place) {
    struct buffer print = {0};
    bool read = print_object(&print, place);
    if (read && print.length > 0) {
        buffer_format(out, "%s | openssl %s %s%s", buffer_text(&print), command, what,
                      is_pem(place) ? "" : " -inform DER");
    } else if (read) {
        buffer_format(out, "openssl %s %s%s -in ", command, what,
                      is_pem(place) ? "" : " -inform DER");
        command_quote(out, place->path);
    }
    buffer_append_text(out, read ? " | openssl sha1" : "");
    buffer_release(&print);
    return read;
}

bool command_compare(struct buffer *out, const struct thing *key, const struct place *key_place,
                     const struct place *certificate_place) {
    bool has_modulus = *key->modulus_sha1 != 0;
    struct buffer both = {0};
    bool read = print_digest(&both, has_modulus ? "rsa" : "pkey",
                             has_modulus ? "-noout -modulus" : "-pubout", key_place);
    buffer_append_text(&both, "; ");
    read = read && print_digest(&both, "x509", has_modulus ? "-noout -modulus" : "-noout -pubkey",
                                certificate_place);
    if (read) {
        buffer_append(out, both.bytes, both.length);
    }
    buffer_release(&both);
    return read;
}

/* keytool reads a whole file, the first certificate of one in PEM. */
static void append_to_keystore(struct buffer *out, const struct place *from, const char *print,
                               const struct place *to) {
    bool whole = command_can_read(from) && from->line <= 1;
    if (!whole) {
        buffer_format(out, "%s > certificate.pem && ", print);
    }
    buffer_append_text(out, "keytool -importcert -alias NEW-NAME -file ");
    command_quote(out, whole ? from->path : "certificate.pem");
    buffer_append_text(out, " -keystore ");
    command_quote(out, to->path);
}

/* "line 8!line 1": base64 on a line of the file, with armour in it. */
static uint64_t line_of_base64(const struct place *place) {
    char *end = NULL;
    uint64_t line =
        strncmp(place->detail, "line ", 5) == 0 ? strtoull(place->detail + 5, &end, 10) : 0;
    bool is_alone = place->is_part && !place->is_git && !strchr(place->container, '!') &&
                    strncmp(place->container, "block ", 6) == 0;
    return line && is_alone && strncmp(end, "!line ", 6) == 0 ? line : 0;
}

bool command_secret(struct buffer *out, const struct place *issuer, const struct place *to,
                    uint64_t *line) {
    struct buffer print = {0};
    *line = line_of_base64(to);
    bool done = *line && command_print_certificate(&print, issuer);
    if (done) {
        buffer_format(out, "{ sed -n '%llus/^[^:]*: *//p' ", (unsigned long long)*line);
        command_quote(out, to->path);
        buffer_format(out, " | tr -d '\\042\\047\\015,' | base64 -d; %s; } | base64 -w0",
                      buffer_text(&print));
    }
    buffer_release(&print);
    return done;
}

bool command_reply(struct buffer *out, const struct place *issuer, const struct place *to) {
    struct buffer print = {0}, entry = {0};
    bool done = is_java_keystore(to) && *to->container == 0 && !to->is_git &&
                command_print_certificate(&entry, to) && command_print_certificate(&print, issuer);
    if (done) {
        buffer_format(out, "{ %s; %s; } > reply.pem && keytool -importcert -trustcacerts -alias ",
                      buffer_text(&entry), buffer_text(&print));
        command_quote(out, to->detail);
        buffer_append_text(out, " -file reply.pem -keystore ");
        command_quote(out, to->path);
    }
    buffer_release(&entry);
    buffer_release(&print);
    return done;
}

bool command_append(struct buffer *out, const struct place *from, const struct place *to) {
    struct buffer print = {0};
    bool to_keystore = *to->container == 0 && !to->is_git &&
                       (is_java_keystore(to) || strcmp(to->encoding, "pkcs12") == 0);
    bool done = (to_keystore || command_can_read(to)) && command_print_certificate(&print, from);
    if (!done) {
        buffer_append_text(out, "append the certificate of ");
        say_place(out, from);
        buffer_append_text(out, " to ");
        say_place(out, to);
    } else if (to_keystore) {
        append_to_keystore(out, from, buffer_text(&print), to);
    } else if (is_pem(to)) {
        /* The first part ends a last line that lacks its newline, which would glue the two. */
        buffer_append_text(out, "sed -i -e '$a\\' ");
        command_quote(out, to->path);
        buffer_format(out, " && %s >> ", buffer_text(&print));
        command_quote(out, to->path);
    } else {
        buffer_append_text(out, "{ ");
        command_print_certificate(out, to);
        buffer_format(out, "; %s; } > chain.pem", buffer_text(&print));
    }
    buffer_release(&print);
    return done;
}
