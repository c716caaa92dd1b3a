/* Files that services are told of by settings, options and attributes whose names tell what they
 * are for (service_groups.c), in any order and syntax: name = value, name: value, name value,
 * --name=value, name("value"), attributes of XML, variables of the environment; and Caddy's "tls
 * CERTIFICATE KEY" (Caddyfile, directive tls), where the paths tell. */
#define _GNU_SOURCE
#include "decoders/configuration.h"
#include "decoders/service_groups.h"

struct services {
    struct configuration configuration;
    /* By the number of a group. */
    bool asked[SERVICE_GROUPS_MOST]; /* it is known whether what it needs is there */
    bool met[SERVICE_GROUPS_MOST];   /* it is */
    struct pair pairs[SERVICE_GROUPS_MOST];
    uint8_t begun[SERVICE_GROUPS_MOST]; /* the groups that have named something */
    size_t begun_count;
    uint64_t lengths[256]; /* of names with this first byte: bit n for n bytes, or n + 64 */
};

/* Most names are none of ours, and their begin and length tell. */
static void note_lengths(struct services *services) {
    for (size_t i = 0; i < service_group_count; i++) {
        const struct directive *directive = service_groups[i].directives;
        for (; directive->name; directive++) {
            uint8_t first = (uint8_t)directive->name[0];
            services->lengths[first] |= UINT64_C(1) << (strlen(directive->name) & 63);
        }
    }
}

static bool may_be_known(const struct services *services, struct span name) {
    return name.length && services->lengths[name.bytes[0]] >> (name.length & 63) & 1;
}

static bool needs_are_met(struct services *services, size_t group) {
    const char *needs = service_groups[group].needs;
    if (!services->asked[group]) {
        struct span text = services->configuration.blob->bytes;
        services->asked[group] = true;
        services->met[group] = !needs || memmem(text.bytes, text.length, needs, strlen(needs));
    }
    return services->met[group];
}

/* Dovecot puts '<' before a path; other values end with what ends a statement. */
static struct span path_of(struct span value) {
    value = span_from(value, value.length && value.bytes[0] == '<' ? 1 : 0);
    while (value.length && value.bytes[value.length - 1] == ';') {
        value.length--;
    }
    return value;
}

/* Has a value something of a path? Variables of programs have not, save x->y.z. */
static bool may_name_file(struct span value) {
    bool may = false;
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '>') {
            return false;
        }
        may |= byte_is_one_of(value.bytes[i], "./\\");
    }
    return may;
}

static bool take(struct services *services, struct span name, struct span value) {
    struct configuration *configuration = &services->configuration;
    bool may_be = may_be_known(services, name) && may_name_file(value);
    for (size_t i = 0; may_be && i < service_group_count; i++) {
        const struct directive *directive =
            directive_named(service_groups[i].directives, name, false);
        if (directive && needs_are_met(services, i)) {
            configuration->family = service_groups[i].family;
            struct pair *pair = &services->pairs[i];
            if (pair->line == 0 && !memchr(services->begun, (int)i, services->begun_count)) {
                services->begun[services->begun_count++] = (uint8_t)i;
            }
            configuration->block = pair_block(pair, configuration, directive->role);
            configuration_report(configuration, directive, name, path_of(value));
            return true;
        }
    }
    return false;
}

static struct span in_parentheses(struct span word) {
    const uint8_t *found = word.length ? memchr(word.bytes, '(', word.length) : NULL;
    return span_from(word, found ? (size_t)(found - word.bytes) + 1 : 0);
}

/* name=value in the words of a line: attributes, assignments behind "export", and what stands in
 * parentheses. A value may be such an assignment: Environment="NAME=value". */
static void read_assignments(struct services *services, struct span line) {
    struct span word, name, value, inner;
    const uint8_t *sign = line.length ? memchr(line.bytes, '=', line.length) : NULL;
    while (sign && configuration_word(&line, &word)) {
        if (sign >= word.bytes + word.length) {
            continue; /* it stands in a later word */
        }
        if (!configuration_setting(word, &name, &value)) {
            word = in_parentheses(word);
        }
        if (configuration_setting(word, &name, &value) && !take(services, name, value) &&
            configuration_setting(value, &name, &inner)) {
            take(services, name, inner);
        }
        sign = line.length ? memchr(line.bytes, '=', line.length) : NULL;
    }
}

/* name("value") */
static void read_calls(struct services *services, struct span line) {
    const uint8_t *found;
    for (size_t at = 0; at < line.length; at++) {
        found = memchr(line.bytes + at, '(', line.length - at);
        if (!found) {
            return;
        }
        at = (size_t)(found - line.bytes);
        struct span name = configuration_run_around(line, at), value;
        struct span rest = span_from(line, at + 1);
        if (may_be_known(services, name) && rest.length && byte_is_one_of(rest.bytes[0], "\"'") &&
            configuration_word(&rest, &value)) {
            take(services, name, value);
        }
    }
}

/* "tls CERTIFICATE KEY", which may open a block: by their order, and as far as both names are those
 * of certificates and keys. */
static bool caddy_pair(struct span line, struct span *certificate, struct span *key) {
    struct span rest = span_from(line, 4), more;
    return span_starts_with(line, "tls ", 4) && configuration_word(&rest, certificate) &&
           configuration_word(&rest, key) &&
           (!configuration_word(&rest, &more) || byte_is_one_of(*more.bytes, "{#")) &&
           configuration_role_of(*certificate) == ROLE_CERTIFICATE && configuration_role_of(*key);
}

static bool read_caddy(struct services *services, struct span line) {
    static const struct directive first = {"tls", ROLE_CERTIFICATE}, second = {"tls", ROLE_KEY};
    struct configuration *configuration = &services->configuration;
    struct span certificate, key;
    if (!caddy_pair(line, &certificate, &key)) {
        return false;
    }
    configuration->family = "caddy";
    configuration->block = configuration->line;
    configuration_report(configuration, &first, span_text(first.name), certificate);
    configuration_report(configuration, &second, span_text(second.name), key);
    return true;
}

static void read_line(struct services *services, struct span line) {
    struct span name, value, rest;
    for (size_t i = 0; i < services->begun_count; i++) {
        pair_line(&services->pairs[services->begun[i]], &services->configuration);
    }
    if (read_caddy(services, line)) {
        return;
    }
    line = span_from(line, span_starts_with(line, "- ", 2)  ? 2
                           : span_starts_with(line, "$", 1) ? 1 /* of rsyslog */
                                                            : 0);
    rest = line;
    if (configuration_setting(line, &name, &value) && take(services, name, value)) {
        configuration_word(&rest, &name);
        read_assignments(services, rest);
        return;
    }
    while (configuration_option(&rest, &name, &value)) {
        take(services, name, value);
    }
    read_assignments(services, line);
    read_calls(services, line);
}

static bool services_decode(const struct blob *blob, struct examiner *examiner) {
    struct services services = {.configuration = configuration_of(blob, examiner, "")};
    struct span line;
    note_lengths(&services);
    while (configuration_line(&services.configuration, &line)) {
        read_line(&services, line);
    }
    return false;
}

static bool is_known(struct span name) {
    for (size_t i = 0; i < service_group_count; i++) {
        if (directive_named(service_groups[i].directives, name, false)) {
            return true;
        }
    }
    return false;
}

static size_t spaces_before(struct span text, size_t at) {
    while (at > 0 && (text.bytes[at - 1] == ' ' || text.bytes[at - 1] == '\t')) {
        at--;
    }
    return at;
}

/* Nothing before the place in its line but white space, the dash of a list and a quote, as far as
 * the text is there. */
static bool stands_first(struct span text, size_t at) {
    at -= at > 0 && (text.bytes[at - 1] == '"' || text.bytes[at - 1] == '\'');
    at = spaces_before(text, at);
    at = spaces_before(text, at - (at > 0 && text.bytes[at - 1] == '-'));
    return at == 0 || text.bytes[at - 1] == '\n';
}

/* The value behind a name, up to white space, may name a file, or ends with the text. */
static bool file_may_follow(struct span text, size_t at) {
    while (at < text.length && byte_is_one_of(text.bytes[at], " \t\"'=:(<")) {
        at++;
    }
    size_t end = at;
    while (end < text.length && !byte_is_one_of(text.bytes[end], " \t\r\n")) {
        end++;
    }
    return end == text.length || may_name_file(span_part(text, at, end - at));
}

/* A name that is known, with something behind it that may be its value: an assignment and a call
 * anywhere, a setting at the begin of a line, an option. */
static bool confirms(struct span text, size_t at) {
    struct span run = configuration_run_around(text, at);
    size_t start = (size_t)(run.bytes - text.bytes), end = start + run.length;
    if (start == 0 || end == text.length) {
        return true;
    }
    bool may_be =
        (text.bytes[start] == '-' && text.bytes[end] != '=') ||
        ((byte_is_one_of(text.bytes[end], "=(") ||
          (byte_is_one_of(text.bytes[end], " \t\r\f:\"'") && stands_first(text, start))) &&
         file_may_follow(text, end));
    while (start < end && text.bytes[start] == '-') {
        start++;
    }
    struct span name = span_part(text, start, end - start);
    return may_be &&
           (is_known(name) || (span_starts_with(name, "D", 1) && is_known(span_from(name, 1))));
}

static bool confirms_caddy(struct span text, size_t at) {
    struct span line = span_from(text, at), certificate, key;
    const uint8_t *end = memchr(line.bytes, '\n', line.length);
    line.length = end ? (size_t)(end - line.bytes) : line.length;
    return stands_first(text, at) && (!end || caddy_pair(line, &certificate, &key));
}

static const struct anchor anchors[] = {
    {"ca[-_]file", confirms},
    {"[ec]rt[-_]file", confirms}, /* cert-file, tls.crt_file */
    {"key[-_]file", confirms},
    {"client-[ck]e", confirms},
    {"etcd-[ck][ae]", confirms},
    {"tls[-CPck][acekrs][ceiry]", confirms}, /* tlsCertFile, tls-service-key, tlskey */
    {"clientCAFile", confirms},
    {"ETCD_[CKPT]", confirms},
    {"certificate-auth", confirms},
    {"tls_[cCkepv][aceAlr]", confirms},        /* smtpd_tls_..., tls_cacertfile, ldap_tls_... */
    {"TLS[_CEKR][ASCKRe][CrEAFLy]", confirms}, /* TLSCertificateFile, TLSKeyFile, TLS_CACERT */
    {"ssl_options\\.", confirms},
    {"xpack\\.secu", confirms},
    {"_CERT_FILE", confirms},
    {"KES_KEY_FILE", confirms},
    {"ca_certs_f", confirms},
    {"cate_file", confirms}, /* certificate_file */
    {"_CA_BUNDLE", confirms},
    {"NODE_EXTRA_CA", confirms},
    {"GIT_SSL_CAI", confirms},
    {"StorePath", confirms},
    {"[fh]tcert", confirms}, /* leftcert, rightcert */
    {"treamDriver[.CK]", NULL},
    {"tls [\"./A-Za-z0-9_]", confirms_caddy},
    /* what groups need */
    {"ssl_cert = <", NULL},
    {"\nlistener ", NULL},
    {"certificateKeyF", NULL},
    {"pemcert_file", NULL},
    {"client_encryption_", NULL},
    {"<Connector", NULL},
    {"cert_key", confirms},
    {"certificates:\n", NULL},
    {"\\[\\[tls\\.cert", NULL},
    {"network={", NULL},
    {"tls_outgoing_", NULL},
    {"connections {", NULL},
    {"<transport tls", NULL},
    {0}};

const struct decoder services_decoder = {
    .name = "services",
    .accepts = configuration_accepts,
    .decode = services_decode,
    .anchors = anchors,
};
