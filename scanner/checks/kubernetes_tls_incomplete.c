/* Kubernetes Secrets for TLS that lack one of their two halves. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (observed_can_mend(observed)) {
        buffer_append_text(remedy, "Write the Secret anew from both files: kubectl create secret "
                                   "tls NAME --cert=tls.crt --key=tls.key --dry-run=client "
                                   "-o yaml, and put that into ");
        command_quote(remedy, observed->place.path);
    }
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "k8s-tls-incomplete", say_remedy, error);
}

const struct check kubernetes_tls_incomplete_check = {
    .id = "k8s-tls-incomplete",
    .severity = SEVERITY_ERROR,
    .title = "Kubernetes TLS Secret incomplete",
    .rule = "A manifest (YAML or JSON) of a Secret of type kubernetes.io/tls without tls.crt or "
            "without tls.key, in data and stringData together: the API server refuses it. "
            "Templates whose data is filled in later are left out.",
    .remedy = "Write the Secret anew from both files: kubectl create secret tls NAME "
              "--cert=tls.crt --key=tls.key --dry-run=client -o yaml",
    .reference = "Kubernetes documentation, Secrets, TLS Secrets",
    .run = run,
};
