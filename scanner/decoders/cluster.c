/* Files that the parts of a Kubernetes cluster are told of: options of its programs and of etcd,
 * in manifests, unit files and the environment, and what a kubeconfig names (Kubernetes,
 * Command line tools reference and PKI certificates; etcd, Transport security model). */
#include "decoders/configuration.h"

static const struct directive serving[] = {
    {"tls-cert-file", ROLE_CERTIFICATE},
    {"tls-private-key-file", ROLE_KEY},
    {"tlsCertFile", ROLE_CERTIFICATE},
    {"tlsPrivateKeyFile", ROLE_KEY},
    {0},
};
static const struct directive to_kubelet[] = {
    {"kubelet-client-certificate", ROLE_CERTIFICATE}, {"kubelet-client-key", ROLE_KEY}, {0}};
static const struct directive to_etcd[] = {
    {"etcd-certfile", ROLE_CERTIFICATE}, {"etcd-keyfile", ROLE_KEY}, {0}};
static const struct directive proxying[] = {
    {"proxy-client-cert-file", ROLE_CERTIFICATE}, {"proxy-client-key-file", ROLE_KEY}, {0}};
static const struct directive signing[] = {
    {"cluster-signing-cert-file", ROLE_CERTIFICATE}, {"cluster-signing-key-file", ROLE_KEY}, {0}};
static const struct directive of_etcd[] = {
    {"cert-file", ROLE_CERTIFICATE},
    {"key-file", ROLE_KEY},
    {"ETCD_CERT_FILE", ROLE_CERTIFICATE},
    {"ETCD_KEY_FILE", ROLE_KEY},
    {0},
};
static const struct directive of_peer[] = {
    {"peer-cert-file", ROLE_CERTIFICATE},
    {"peer-key-file", ROLE_KEY},
    {"ETCD_PEER_CERT_FILE", ROLE_CERTIFICATE},
    {"ETCD_PEER_KEY_FILE", ROLE_KEY},
    {0},
};
static const struct directive of_user[] = {
    {"client-certificate", ROLE_CERTIFICATE}, {"client-key", ROLE_KEY}, {0}};
static const struct directive trust[] = {
    {"client-ca-file", ROLE_CLIENT_TRUSTSTORE},
    {"clientCAFile", ROLE_CLIENT_TRUSTSTORE},
    {"requestheader-client-ca-file", ROLE_CLIENT_TRUSTSTORE},
    {"kubelet-certificate-authority", ROLE_SERVER_TRUSTSTORE},
    {"etcd-cafile", ROLE_SERVER_TRUSTSTORE},
    {"root-ca-file", ROLE_SERVER_TRUSTSTORE},
    {"certificate-authority", ROLE_SERVER_TRUSTSTORE},
    {"trusted-ca-file", ROLE_CLIENT_TRUSTSTORE},
    {"peer-trusted-ca-file", ROLE_CLIENT_TRUSTSTORE},
    {"ETCD_TRUSTED_CA_FILE", ROLE_CLIENT_TRUSTSTORE},
    {"ETCD_PEER_TRUSTED_CA_FILE", ROLE_CLIENT_TRUSTSTORE},
    {0},
};

/* Each for one purpose: certificate and key of one table belong together. */
static const struct directive *const purposes[] = {serving, to_kubelet, to_etcd, proxying, signing,
                                                   of_etcd, of_peer,    of_user, trust};
enum { PURPOSES = sizeof purposes / sizeof *purposes };

struct cluster {
    struct configuration configuration;
    struct pair pairs[PURPOSES];
};

static bool take(struct cluster *cluster, struct span name, struct span value) {
    struct configuration *configuration = &cluster->configuration;
    for (size_t i = 0; i < PURPOSES; i++) {
        const struct directive *directive = directive_named(purposes[i], name, false);
        if (directive) {
            configuration->block = pair_block(&cluster->pairs[i], configuration, directive->role);
            configuration_report(configuration, directive, name, value);
            return true;
        }
    }
    return false;
}

static void read_line(struct cluster *cluster, struct span line) {
    struct span name, value, rest = line;
    for (size_t i = 0; i < PURPOSES; i++) {
        pair_line(&cluster->pairs[i], &cluster->configuration);
    }
    if (configuration_setting(line, &name, &value) && take(cluster, name, value)) {
        return;
    }
    while (configuration_option(&rest, &name, &value)) {
        take(cluster, name, value);
    }
}

static bool cluster_decode(const struct blob *blob, struct examiner *examiner) {
    struct cluster cluster = {.configuration = configuration_of(blob, examiner, "kubernetes")};
    struct span line;
    while (configuration_line(&cluster.configuration, &line)) {
        read_line(&cluster, line);
    }
    return false;
}

static bool is_known(struct span name) {
    for (size_t i = 0; i < PURPOSES; i++) {
        if (directive_named(purposes[i], name, false)) {
            return true;
        }
    }
    return false;
}

/* -Dname is an option too. */
static bool confirms(struct span text, size_t at) {
    struct span name;
    return !configuration_name_around(text, at, &name) || is_known(name) ||
           (span_starts_with(name, "D", 1) && is_known(span_from(name, 1)));
}

static const struct anchor anchors[] = {
    {"ca-file", confirms},          {"cert-file", confirms},
    {"key-file", confirms},         {"client-[ck]e", confirms},
    {"etcd-[ck][ae]", confirms},    {"tls[CP][er][ir]", confirms},
    {"clientCAFile", confirms},     {"ETCD_[CKPT]", confirms},
    {"certificate-auth", confirms}, {0}};

const struct decoder cluster_decoder = {
    .name = "cluster",
    .accepts = configuration_accepts,
    .decode = cluster_decode,
    .anchors = anchors,
};
