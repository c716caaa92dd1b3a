#include "decoders/ssh_report.h"

#include "decoders/key_report.h"

void report_ssh_public(struct examiner *examiner, const struct blob *at,
                       const struct ssh_public *public, const char *encoding) {
    struct artifact artifact = artifact_of(KIND_PUBLIC_KEY, "SSH");
    artifact.encoding = encoding;
    artifact.key = public->key;
    if (public->is_certificate) {
        artifact.structure = "OpenSSH certificate";
    } else if (public->type->is_security_key) {
        artifact.structure = "OpenSSH security key";
    }
    report_key(examiner, at, &artifact, (struct span){0});
    if (public->is_certificate) {
        artifact.structure = "OpenSSH certificate authority";
        artifact.key = public->authority;
        report_key(examiner, at, &artifact, (struct span){0});
    }
}
