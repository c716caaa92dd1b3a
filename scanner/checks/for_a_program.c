#include "checks/for_a_program.h"

#include "base/prose.h"
#include "base/text.h"

static bool is_carved(const struct place *place) {
    return strncmp(place->detail, "byte ", 5) == 0;
}

static bool is_read_by_people(const struct place *place) {
    static const char *const texts[] = {".eml", ".mbox", ".har", ".log",   ".html", ".htm",
                                        ".sql", ".diff", ".rtf", ".patch", ".csv",  NULL};
    const char *path = *place->container && !place->is_part ? place->container : place->path;
    return text_has_extension_of(path, texts) || prose_by_name(path);
}

bool is_in_use(const struct thing *thing, const struct place *place) {
    (void)thing;
    return !is_carved(place) && !is_read_by_people(place);
}

bool is_for_a_program(const struct thing *thing, const struct place *place) {
    static const char *const forms[] = {"pem", "der",  "pkcs12", "jks", "jceks",
                                        "bks", "uber", "pkcs7",  NULL};
    bool nested = strchr(place->detail, '!') && !place->is_part;
    return span_is_one_of(span_text(place->encoding), forms) && !nested && is_in_use(thing, place);
}
