/* Manifests of Kubernetes Secrets that lack a part: type kubernetes.io/tls without tls.crt or
 * tls.key (Kubernetes documentation, Secrets, TLS Secrets), and Istio's cacerts without all of its
 * four files. Nothing is unwrapped here: what the Secrets hold is base64 or PEM, which other
 * decoders find. */
#define _GNU_SOURCE
#include "decoders/decoder.h"
#include "decoders/kubernetes_json.h"
#include "decoders/kubernetes_yaml.h"

struct manifest {
    const struct blob *blob;
    struct examiner *examiner;
    uint64_t reported;
};

static void observe(struct manifest *manifest, const struct mapping *mapping, const char *code,
                    const char *what) {
    if (manifest->reported++ < examiner_limits(manifest->examiner)->blocks) {
        examiner_observe(manifest->examiner, manifest->blob, code, mapping->line, 0, "%s", what);
    }
}

static void judge(void *context, const struct mapping *secret) {
    unsigned facts = secret->facts;
    unsigned istio = facts & FACT_ISTIO;
    if (facts & FACT_UNDECIDED) {
        return;
    }
    if (facts & FACT_TLS && !(facts & FACT_TLS_CRT && facts & FACT_TLS_KEY)) {
        observe(context, secret, "k8s-tls-incomplete",
                facts & FACT_TLS_CRT   ? "the Secret of type kubernetes.io/tls lacks tls.key"
                : facts & FACT_TLS_KEY ? "the Secret of type kubernetes.io/tls lacks tls.crt"
                                       : "the Secret of type kubernetes.io/tls lacks tls.crt and "
                                         "tls.key");
    }
    if (facts & FACT_CACERTS && istio && istio != FACT_ISTIO) {
        observe(context, secret, "istio-cacerts-incomplete",
                "the Secret cacerts lacks one or more of ca-cert.pem, ca-key.pem, root-cert.pem "
                "and cert-chain.pem");
    }
}

static bool mentions(struct span text, const char *words) {
    return memmem(text.bytes, text.length, words, strlen(words)) != NULL;
}

static bool kubernetes_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length > 0 &&
           !memchr(blob->bytes.bytes, 0, span_part(blob->bytes, 0, 4096).length) &&
           (mentions(blob->bytes, "kubernetes.io/tls") || mentions(blob->bytes, "cacerts")) &&
           mentions(blob->bytes, "Secret");
}

static bool kubernetes_decode(const struct blob *blob, struct examiner *examiner) {
    struct manifest manifest = {.blob = blob, .examiner = examiner};
    struct mappings mappings = {.context = &manifest, .ended = judge};
    struct span rest = blob->bytes;
    while (rest.length && rest.bytes[0] <= ' ') {
        rest = span_from(rest, 1);
    }
    bool is_template = span_starts_with(rest, "{{", 2);
    bool is_json = rest.length && !is_template && (rest.bytes[0] == '{' || rest.bytes[0] == '[');
    if (is_json) {
        kubernetes_json_walk(blob->bytes, &mappings);
    } else {
        kubernetes_yaml_walk(blob->bytes, &mappings);
    }
    return false;
}

static const struct anchor anchors[] = {{"kubernetes\\.io/tls", NULL}, {"cacerts", NULL}, {0}};

const struct decoder kubernetes_decoder = {
    .name = "kubernetes",
    .accepts = kubernetes_accepts,
    .decode = kubernetes_decode,
    .anchors = anchors,
};
