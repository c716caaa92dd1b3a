/* Certificates that are presented as a server's, or called so, and that clients refuse as such. */
#include "checks/wrong_side.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return wrong_side_report(audit, &server_side, error);
}

const struct check eku_no_server_auth_check = {
    .id = "eku-no-server-auth",
    .severity = SEVERITY_ERROR,
    .title = "Server certificate that may not be a server's",
    .rule = "A certificate that nginx, Apache httpd, PostgreSQL, Spring, etcd or a program of "
            "Kubernetes is told to present as a server has an extended key usage without "
            "serverAuth and anyExtendedKeyUsage. A warning where only the name of its file says "
            "that it is a server's, and its key is at hand.",
    .remedy = "Have it issued again with extended key usage serverAuth.",
    .reference = "RFC 5280 section 4.2.1.12",
    .run = run,
};
