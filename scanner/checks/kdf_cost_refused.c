/* A lock whose cost is out of bounds: read, and refused before any work. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "kdf-cost-refused", NULL, error);
}

const struct check kdf_cost_refused_check = {
    .id = "kdf-cost-refused",
    .severity = SEVERITY_WARNING,
    .title = "Passphrase not tried: too costly",
    .rule = "The rounds or the memory that opening takes, times the passphrases to be tried, "
            "are above the limits derivation-rounds and derivation-memory; nothing was "
            "derived.",
    .remedy = "Where the count is meant: raise --limit derivation-rounds=N or "
              "derivation-memory=N, or give fewer passphrases. A count far above 10,000,000 is "
              "a trap for whoever opens it.",
    .reference = "certsweep rulebook, section 5",
    .run = run,
};
