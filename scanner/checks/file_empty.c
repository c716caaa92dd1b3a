/* Files of no bytes whose name promises a key or certificate. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (observed_can_mend(observed)) {
        buffer_append_text(remedy,
                           "Put its content back from where it was made, or remove it: rm ");
        command_quote(remedy, observed->place.path);
    }
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "file-empty", say_remedy, error);
}

const struct check file_empty_check = {
    .id = "file-empty",
    .severity = SEVERITY_ERROR,
    .title = "Empty key or certificate file",
    .rule = "A file without a single byte whose name promises a key, certificate or keystore. Not "
            "told of files that lie in git history alone, where the name is not known in time.",
    .remedy = "Put its content back from where it was made, or remove it.",
    .reference = "certsweep rulebook, section 5",
    .run = run,
};
