#include "checks/commands.h"

bool command_can_read(const struct place *place) {
    return *place->container == 0 && !place->is_git;
}

void command_quote(struct buffer *out, const char *text) {
    buffer_append_text(out, "'");
    if (*text == '-') {
        buffer_append_text(out, "./"); /* a file name, never an option */
    }
    for (; *text; text++) {
        if (*text == '\'') {
            buffer_append_text(out, "'\\''");
        } else {
            buffer_append_byte(out, (uint8_t)*text);
        }
    }
    buffer_append_text(out, "'");
}

static bool is_pem(const struct place *place) {
    return strcmp(place->encoding, "pem") == 0;
}

bool command_print_certificate(struct buffer *out, const struct place *place) {
    bool whole = !is_pem(place) && *place->detail == 0;
    if (!command_can_read(place) || (!whole && place->line == 0)) {
        return false;
    }
    if (place->line > 1) {
        buffer_format(out, "sed -n '%llu,/-----END/p' ", (unsigned long long)place->line);
    } else {
        buffer_format(out, "openssl x509 %s-in ", whole ? "-inform DER " : "");
    }
    command_quote(out, place->path);
    return true;
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
static void print_digest(struct buffer *out, const char *command, const char *what,
                         const struct place *place) {
    bool inside = is_pem(place) && place->line > 1;
    if (inside) {
        buffer_format(out, "sed -n '%llu,/-----END/p' ", (unsigned long long)place->line);
        command_quote(out, place->path);
        buffer_append_text(out, " | ");
    }
    buffer_format(out, "openssl %s %s", command, what);
    if (!inside) {
        buffer_append_text(out, is_pem(place) ? " -in " : " -inform DER -in ");
        command_quote(out, place->path);
    }
    buffer_append_text(out, " | openssl sha1");
}

bool command_compare(struct buffer *out, const struct thing *key, const struct place *key_place,
                     const struct place *certificate_place) {
    if (!command_can_read(key_place) || !command_can_read(certificate_place)) {
        return false;
    }
    bool has_modulus = *key->modulus_sha1 != 0;
    print_digest(out, has_modulus ? "rsa" : "pkey", has_modulus ? "-noout -modulus" : "-pubout",
                 key_place);
    buffer_append_text(out, "; ");
    print_digest(out, "x509", has_modulus ? "-noout -modulus" : "-noout -pubkey",
                 certificate_place);
    return true;
}

void command_append(struct buffer *out, const struct place *from, const struct place *to) {
    struct buffer print = {0};
    if (!command_can_read(to) || !command_print_certificate(&print, from)) {
        buffer_append_text(out, "append the certificate of ");
        say_place(out, from);
        buffer_append_text(out, " to ");
        say_place(out, to);
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
}
