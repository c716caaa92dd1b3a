#include "relations/truststore_names.h"

#include "base/words.h"

/* These name a truststore and nothing else. */
static const char *const plain_words[] = {
    "truststore",   "truststores", "trusted",  "trust",     "trustanchor",
    "trustanchors", "cacerts",     "clientca", "clientcas", "anchor",
    "anchors",      "authorities", "castore",  "rootcas",   "trustedcert",
    "trustedcerts", "trustbundle", "cafile",   NULL};
/* These also occur in the names of what a server sends along. */
static const char *const weak_words[] = {
    "ca",        "cas",    "cacert",   "cacertificate", "cacertificates", "cabundle", "root",
    "roots",     "rootca", "rootcert", "rootcerts",     "bundle",         "bundles",  "serverca",
    "authority", NULL};
static const char *const chain_words[] = {
    "chain",   "cachain", "fullchain", "intermediate", "intermediates", "inter", "int",
    "issuing", "issuer",  "sub",       "subca",        "signing",       NULL};

/* Of these, those that no other file is called by, whatever it holds. */
static const char *const sure_words[] = {"truststore", "truststores",  "trustanchors", "clientcas",
                                         "castore",    "trustedcerts", "trustbundle",  NULL};

static struct span find(const char *name, const char *const *list) {
    struct span rest = span_text(name);
    struct span word;
    while (words_next(&rest, &word)) {
        if (words_is(word, list)) {
            return word;
        }
    }
    return (struct span){0};
}

struct span truststore_word(const char *name, bool has_self_signed, bool *is_plain) {
    struct span word = find(name, plain_words);
    *is_plain = word.length > 0;
    if (word.length == 0 && (has_self_signed || !words_have(span_text(name), chain_words))) {
        word = find(name, weak_words);
    }
    return word;
}

struct span truststore_word_alone(const char *name) {
    return find(name, sure_words);
}
