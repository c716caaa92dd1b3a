/* PEM blocks under a wrong name. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-label-wrong", NULL, error);
}

const struct check pem_label_wrong_check = {
    .id = "pem-label-wrong",
    .severity = SEVERITY_ERROR,
    .title = "PEM label that does not fit",
    .rule = "The label names another thing than the content is, or BEGIN and END name two "
            "different things. Programs that go by the label refuse the block.",
    .remedy = "Write the block again under the label of what it holds; openssl x509, req, crl "
              "and pkey do so.",
    .reference = "RFC 7468 sections 2 and 5; reproduced with OpenSSL 3.0",
    .run = run,
};
