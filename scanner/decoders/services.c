/* Files that services are told of by settings, options and attributes whose names tell what they
 * are for (service_groups.c), in any order and syntax: name = value, name: value, name value,
 * --name=value, attributes of XML, variables of the environment. */
#define _GNU_SOURCE
#include "decoders/configuration.h"
#include "decoders/service_groups.h"

struct services {
    struct configuration configuration;
    uint64_t asked; /* bit n: it is known whether what the n-th group needs is there */
    uint64_t met;   /* bit n: it is */
    uint64_t begun; /* bit n: the n-th group has named something */
    struct pair pairs[SERVICE_GROUPS_MOST];
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
    uint64_t bit = UINT64_C(1) << group;
    const char *needs = service_groups[group].needs;
    if (!(services->asked & bit)) {
        struct span text = services->configuration.blob->bytes;
        bool met = !needs || memmem(text.bytes, text.length, needs, strlen(needs));
        services->asked |= bit;
        services->met |= met ? bit : 0;
    }
    return services->met & bit;
}

/* Dovecot puts '<' before a path; other values end with what ends a statement. */
static struct span path_of(struct span value) {
    value = span_from(value, value.length && value.bytes[0] == '<' ? 1 : 0);
    while (value.length && value.bytes[value.length - 1] == ';') {
        value.length--;
    }
    return value;
}

static bool take(struct services *services, struct span name, struct span value) {
    struct configuration *configuration = &services->configuration;
    for (size_t i = 0; i < service_group_count && may_be_known(services, name); i++) {
        const struct directive *directive =
            directive_named(service_groups[i].directives, name, false);
        if (directive && needs_are_met(services, i)) {
            configuration->family = service_groups[i].family;
            services->begun |= UINT64_C(1) << i;
            configuration->block = pair_block(&services->pairs[i], configuration, directive->role);
            configuration_report(configuration, directive, name, path_of(value));
            return true;
        }
    }
    return false;
}

/* name=value in the words of a line: attributes, and assignments behind "export". A value may be
 * such an assignment: Environment="NAME=value". */
static void read_assignments(struct services *services, struct span line) {
    struct span word, name, value, inner;
    const uint8_t *sign = line.length ? memchr(line.bytes, '=', line.length) : NULL;
    while (sign && configuration_word(&line, &word)) {
        if (sign >= word.bytes + word.length) {
            continue; /* it stands in a later word */
        }
        if (configuration_setting(word, &name, &value) && !take(services, name, value) &&
            configuration_setting(value, &name, &inner)) {
            take(services, name, inner);
        }
        sign = line.length ? memchr(line.bytes, '=', line.length) : NULL;
    }
}

static void read_line(struct services *services, struct span line) {
    struct span name, value, rest;
    for (uint64_t begun = services->begun; begun; begun &= begun - 1) {
        pair_line(&services->pairs[__builtin_ctzll(begun)], &services->configuration);
    }
    line = span_from(line, span_starts_with(line, "- ", 2) ? 2 : 0);
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

static bool is_name_byte(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
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

/* A name that is known, with something behind it that may be its value: an assignment anywhere, a
 * setting at the begin of a line, an option. */
static bool confirms(struct span text, size_t at) {
    size_t start = at, end = at;
    while (start > 0 && is_name_byte(text.bytes[start - 1])) {
        start--;
    }
    while (end < text.length && is_name_byte(text.bytes[end])) {
        end++;
    }
    if (start == 0 || end == text.length) {
        return true;
    }
    bool may_be = text.bytes[start] == '-' || text.bytes[end] == '=' ||
                  (memchr(" \t\r\f:\"'", text.bytes[end], 7) && stands_first(text, start));
    while (start < end && text.bytes[start] == '-') {
        start++;
    }
    struct span name = span_part(text, start, end - start);
    return may_be &&
           (is_known(name) || (span_starts_with(name, "D", 1) && is_known(span_from(name, 1))));
}

static const struct anchor anchors[] = {
    {"ca-file", confirms},
    {"cert-file", confirms},
    {"key-file", confirms},
    {"client-[ck]e", confirms},
    {"etcd-[ck][ae]", confirms},
    {"tls[CP][er][ir]", confirms},
    {"clientCAFile", confirms},
    {"ETCD_[CKPT]", confirms},
    {"certificate-auth", confirms},
    {"tls_[cCkepv][ceAlr]", confirms},   /* smtpd_tls_..., tls_certificate, ldap_tls_... */
    {"TLS[CER][ASCRe][CrEA]", confirms}, /* TLSCertificateFile, TLSRSA..., olcTLS... */
    {"TLS_[CK][AE]", confirms},
    {"ssl_options\\.", confirms},
    {"tlsc[ae][rc]", confirms},
    {"xpack\\.secu", confirms},
    {"SSL_CERT_FILE", confirms},
    {"_CA_BUNDLE", confirms},
    {"NODE_EXTRA_CA", confirms},
    {"GIT_SSL_CAI", confirms},
    /* what groups need */
    {"ssl_cert = <", NULL},
    {"ssl_server_c", NULL},
    {"rsa_cert_file", NULL},
    {"\nlistener ", NULL},
    {"certificateKeyF", NULL},
    {"pemcert_file", NULL},
    {"client_encryption_", NULL},
    {"<Connector", NULL},
    {"verify_incoming", NULL},
    {"tls_server_con", NULL},
    {"tls_config:", NULL},
    {"cert_key", confirms},
    {"certificates:\n", NULL},
    {"\\[\\[tls\\.cert", NULL},
    {"network={", NULL},
    {0}};

const struct decoder services_decoder = {
    .name = "services",
    .accepts = configuration_accepts,
    .decode = services_decode,
    .anchors = anchors,
};
