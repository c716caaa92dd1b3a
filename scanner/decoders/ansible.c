/* Variables of Ansible that say plainly which file is a key, a certificate or a truststore: YAML in
 * group_vars, host_vars, vars and defaults (Ansible documentation, Using variables). Both the
 * variable and the file must be called so. */
#define _GNU_SOURCE
#include "base/words.h"
#include "decoders/configuration.h"

static bool is_variables(const struct blob *blob) {
    static const char *const folders[] = {"group_vars/", "host_vars/", "/vars/", "/defaults/",
                                          NULL};
    /* Where a git object lies is not known when it is read. */
    const char *path = blob->container && blob->container[0] ? blob->container
                       : blob->origin                        ? blob->origin->path
                                                             : "";
    for (size_t i = 0; folders[i]; i++) {
        if (strstr(path, folders[i])) {
            return true;
        }
    }
    return false;
}

static bool ansible_accepts(const struct blob *blob) {
    return is_variables(blob) && configuration_accepts(blob);
}

/* What the variable is called tells the role; *stem is what stands before that word. */
static enum reference_role role_of(struct span name, struct span *stem) {
    static const char *const authorities[] = {"ca", "cacert", "cafile", "truststore", NULL};
    static const char *const keys[] = {"key", "keyfile", "privkey", NULL};
    static const char *const certificates[] = {"cert", "certificate", "crt", "certfile", NULL};
    struct span rest = name, word;
    if (words_have(name, authorities)) {
        return ROLE_TRUSTSTORE;
    }
    while (words_next(&rest, &word)) {
        *stem = span_part(name, 0, (size_t)(word.bytes - name.bytes));
        if (words_is(word, keys)) {
            return ROLE_KEY;
        }
        if (words_is(word, certificates)) {
            return words_have(rest, keys) ? ROLE_KEY : ROLE_CERTIFICATE;
        }
    }
    return 0;
}

static bool ansible_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "ansible");
    struct pair pair = {0};
    struct span line, name, value, stem = {0}, last = {0};
    while (configuration_line(&configuration, &line)) {
        pair_line(&pair, &configuration);
        line = span_from(line, span_starts_with(line, "- ", 2) ? 2 : 0);
        if (!configuration_setting(line, &name, &value) || !configuration_role_of(value)) {
            continue;
        }
        struct directive directive = {.role = role_of(name, &stem)};
        if (directive.role == ROLE_KEY || directive.role == ROLE_CERTIFICATE) {
            pair = span_equal(stem, last) ? pair : (struct pair){0};
            last = stem;
            configuration.block = pair_block(&pair, &configuration, directive.role);
        } else {
            configuration.block = configuration.line;
        }
        if (directive.role) {
            configuration_report(&configuration, &directive, name, value);
        }
    }
    return false;
}

static const struct anchor anchors[] = {{0}};

const struct decoder ansible_decoder = {
    .name = "ansible",
    .accepts = ansible_accepts,
    .decode = ansible_decode,
    .anchors = anchors,
    .front = is_variables,
};
