#include "decoders/text_candidate.h"

#include <limits.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "decoders/structure.h"

static bool parses_as_cms(struct span element) {
    const unsigned char *bytes = element.bytes;
    CMS_ContentInfo *parsed = d2i_CMS_ContentInfo(NULL, &bytes, (long)element.length);
    CMS_ContentInfo_free(parsed);
    return parsed != NULL;
}

static bool parses_as_pkcs12(struct span element) {
    const unsigned char *bytes = element.bytes;
    PKCS12 *parsed = d2i_PKCS12(NULL, &bytes, (long)element.length);
    PKCS12_free(parsed);
    return parsed != NULL;
}

bool text_candidate_is_sound(struct span element) {
    enum structure structure = structure_of(element);
    bool sound = structure != STRUCTURE_UNKNOWN && element.length <= LONG_MAX;
    if (sound && structure == STRUCTURE_PKCS7) {
        sound = parses_as_cms(element);
    } else if (sound && structure == STRUCTURE_PKCS12) {
        sound = parses_as_pkcs12(element);
    }
    ERR_clear_error();
    return sound;
}
