#include "relations/role_rules.h"

#include "base/buffer.h"
#include "base/common_name.h"
#include "base/words.h"

static const char *const client_words[] = {"client",    "clients",           "clientcert",
                                           "clientcrt", "clientcertificate", NULL};
static const char *const server_words[] = {
    "server", "servers",   "servercert", "servercrt", "web",    "www",   "webserver", "website",
    "https",  "localhost", "ingress",    "nginx",     "apache", "httpd", "haproxy",   NULL};
/* "Client CA" issues to clients: such a name says CA, whatever else it says. */
static const char *const ca_words[] = {
    "ca",        "cas",         "cacert",    "cacerts",      "cachain",       "root",
    "roots",     "rootca",      "clientca",  "serverca",     "issuer",        "issuing",
    "authority", "authorities", "certifier", "intermediate", "subca",         "trust",
    "trusted",   "truststore",  "anchor",    "anchors",      "certification", NULL};
/* Signs documents or tokens: trusted as a client's it would let its key log in. */
static const char *const signing_words[] = {
    "signing", "signer", "signature", "codesign", "codesigning", "saml", "idp", "sso",
    "jwt",     "jws",    "jwks",      "oidc",     "token",       "dkim", NULL};

/* Where a word was found that says what the certificate is for. */
struct spoken {
    bool said;
    bool by_common_name;
    const char *file; /* otherwise */
};

const char *role_name(enum role role) {
    static const char *const names[] = {"ca", "client", "server", "both", "other"};
    return names[role];
}

/* A host in Canada is no CA. */
static bool name_says_ca(struct span name) {
    bool canada = name.length > 3 && !memchr(name.bytes, ' ', name.length) &&
                  memcmp(name.bytes + name.length - 3, ".ca", 3) == 0;
    return words_have(canada ? span_part(name, 0, name.length - 3) : name, ca_words);
}

/* The last label of a host name is letters, and there are two labels or more; an address is digits
 * and dots, or has colons. */
static bool is_host_name(struct span name) {
    size_t dots = 0;
    bool last_is_letters = false;
    bool has_colons = false;
    bool has_letters = false;
    for (size_t i = 0; i < name.length; i++) {
        uint8_t byte = name.bytes[i];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        bool digit = byte >= '0' && byte <= '9';
        if (!letter && !digit && !memchr(".-*_:", byte, 5)) {
            return false;
        }
        dots += byte == '.';
        has_colons = has_colons || byte == ':';
        has_letters = has_letters || letter;
        last_is_letters = byte == '.' ? true : last_is_letters && letter;
    }
    if (has_colons) {
        return name.length >= 2 && dots == 0; /* an IPv6 address, as far as matters */
    }
    bool ends_in_dot = name.length > 0 && name.bytes[name.length - 1] == '.';
    return has_letters ? dots > 0 && last_is_letters && !ends_in_dot : dots == 3;
}

/* Looks for a word in the common name, then in the names of the files. A self-signed CA certificate
 * (strict) must also lie apart from CA certificates, in a file whose name does not say CA. */
static struct spoken look_for(const struct role_evidence *evidence, const char *const *words,
                              bool strict) {
    struct span common = common_name(evidence->subject);
    bool common_says = words_have(common, words);
    if (common_says && !strict) {
        return (struct spoken){.said = true, .by_common_name = true};
    }
    for (size_t i = 0; i < evidence->place_count; i++) {
        const struct role_place *place = &evidence->places[i];
        struct span name = span_text(place->name);
        if (strict && (place->beside_other_cas || words_have(name, ca_words))) {
            continue;
        }
        if (common_says) {
            return (struct spoken){.said = true, .by_common_name = true};
        }
        if (words_have(name, words)) {
            return (struct spoken){.said = true, .file = place->name};
        }
    }
    return (struct spoken){0};
}

/* "file name client.crt says client" and rest. */
static const char *reason_of(struct spoken spoken, const char *what, const char *rest,
                             const struct role_evidence *evidence, struct arena *arena) {
    struct buffer text = {0};
    struct span name = common_name(evidence->subject);
    if (spoken.by_common_name) {
        buffer_format(&text, "common name %.*s says ", (int)name.length, (const char *)name.bytes);
    } else if (spoken.file) {
        buffer_format(&text, "file name %s says ", spoken.file);
    } else {
        buffer_append_text(&text, "names say ");
    }
    buffer_format(&text, "%s%s", what, rest);
    const char *reason = arena_text(arena, buffer_text(&text), strlen(buffer_text(&text)));
    buffer_release(&text);
    return reason;
}

/* Turns found words into a role. */
static enum role by_words(struct spoken client, struct spoken server, const char *rest,
                          const struct role_evidence *evidence, struct arena *arena,
                          const char **reason) {
    bool both = client.said && server.said;
    static const struct spoken neither = {0};
    struct spoken spoken = both ? neither : client.said ? client : server;
    const char *what = both ? "both client and server" : client.said ? "client" : "server";
    *reason = reason_of(spoken, what, rest, evidence, arena);
    return both ? ROLE_BOTH : client.said ? ROLE_CLIENT : ROLE_SERVER;
}

static bool usage_has(const char *usages, const char *wanted) {
    size_t length = strlen(wanted);
    while (*usages) {
        size_t part = strcspn(usages, ",");
        if (part == length && memcmp(usages, wanted, length) == 0) {
            return true;
        }
        usages += part;
        usages += strspn(usages, ", ");
    }
    return false;
}

static enum role by_extended_key_usage(const char *usages, const char **reason) {
    bool client = usage_has(usages, "clientAuth");
    bool server = usage_has(usages, "serverAuth");
    if (client && server) {
        *reason = "extended key usage clientAuth and serverAuth";
        return ROLE_BOTH;
    }
    if (client || server) {
        *reason = client ? "extended key usage clientAuth" : "extended key usage serverAuth";
        return client ? ROLE_CLIENT : ROLE_SERVER;
    }
    if (usage_has(usages, "anyExtendedKeyUsage")) {
        *reason = "extended key usage anyExtendedKeyUsage";
        return ROLE_BOTH;
    }
    *reason = "extended key usage without clientAuth and serverAuth";
    return ROLE_OTHER;
}

static bool has_host_alternatives(const struct role_evidence *evidence) {
    return strstr(evidence->alternative_names, "DNS:") ||
           strstr(evidence->alternative_names, "IP:");
}

/* `openssl req -x509` makes CA:TRUE certificates, so a self-signed client's or server's certificate
 * often is one. Anything that points to a real CA wins. */
static bool is_end_despite_ca(const struct role_evidence *evidence, struct arena *arena,
                              enum role *role, const char **reason) {
    static const char made[] = "; self-signed and CA:TRUE, as openssl req -x509 makes it";
    if (!evidence->is_self_issued || evidence->has_issued ||
        name_says_ca(common_name(evidence->subject))) {
        return false;
    }
    struct spoken client = look_for(evidence, client_words, true);
    struct spoken server = look_for(evidence, server_words, true);
    bool named = client.said || server.said;
    /* Without a name that tells: usages and hosts do, unless key usage speaks of signing. */
    if (evidence->extended_key_usage && (named || !evidence->has_key_usage)) {
        *role = by_extended_key_usage(evidence->extended_key_usage, reason);
        if (*role != ROLE_OTHER) {
            return true;
        }
    }
    if (named) {
        *role = by_words(client, server, made, evidence, arena, reason);
        return true;
    }
    *role = ROLE_SERVER;
    *reason = "alternative names are hosts; self-signed and CA:TRUE, as openssl req -x509 makes it";
    return !evidence->has_key_usage && has_host_alternatives(evidence);
}

static bool may_be_ca(const struct role_evidence *evidence, const char **reason) {
    if (evidence->is_ca && evidence->has_key_usage && !evidence->may_sign_certificates) {
        return false;
    }
    if (evidence->is_ca) {
        *reason = evidence->has_key_usage ? "CA:TRUE, key usage keyCertSign" : "CA:TRUE";
        return true;
    }
    /* Version 1 has no extensions to say so; the certificates below it do. */
    *reason = "version 1, and other certificates name it as their issuer";
    return evidence->is_version_1 && evidence->has_issued;
}

/* Roots from before basic constraints were usual. */
static bool is_old_root(const struct role_evidence *evidence) {
    return evidence->is_self_issued && !evidence->is_ca &&
           (!evidence->has_key_usage || evidence->may_sign_certificates) &&
           words_have(span_text(evidence->subject), ca_words);
}

/* Is it known from configurations on which side it is presented? */
static bool by_configuration(const struct role_evidence *evidence, enum role *role,
                             const char **reason) {
    bool server = false, client = false;
    for (size_t i = 0; i < evidence->place_count; i++) {
        server = server || evidence->places[i].of_server;
        client = client || evidence->places[i].of_client;
    }
    *role = server && client ? ROLE_BOTH : server ? ROLE_SERVER : ROLE_CLIENT;
    *reason = server && client ? "configurations present it as a server's and as a client's"
              : server         ? "a configuration presents it as a server's"
                               : "a configuration presents it as a client's";
    return server || client;
}

enum role role_decide(const struct role_evidence *evidence, struct arena *arena,
                      const char **reason) {
    enum role role;
    if (may_be_ca(evidence, reason)) {
        const char *authority = *reason;
        if (is_end_despite_ca(evidence, arena, &role, reason)) {
            return role;
        }
        *reason = authority;
        return ROLE_CA;
    }
    if (evidence->extended_key_usage) {
        return by_extended_key_usage(evidence->extended_key_usage, reason);
    }
    if (by_configuration(evidence, &role, reason)) {
        return role;
    }
    static const char also[] = "; no extended key usage, not a CA";
    struct spoken client = look_for(evidence, client_words, false);
    struct spoken server = look_for(evidence, server_words, false);
    if (client.said || server.said) {
        return by_words(client, server, also, evidence, arena, reason);
    }
    if (has_host_alternatives(evidence)) {
        *reason = "alternative names are hosts; no extended key usage, not a CA";
        return ROLE_SERVER;
    }
    if (is_old_root(evidence)) {
        *reason = "self-signed, and its name says CA, though no extension does";
        return ROLE_CA;
    }
    if (is_host_name(common_name(evidence->subject))) {
        *reason = "common name is a host; no extended key usage, not a CA";
        return ROLE_SERVER;
    }
    struct spoken signing = look_for(evidence, signing_words, false);
    if (signing.said) {
        *reason = reason_of(signing, "signing", also, evidence, arena);
        return ROLE_OTHER;
    }
    *reason = "no extended key usage, not a CA";
    return ROLE_CLIENT;
}
