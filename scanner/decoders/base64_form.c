#include "decoders/base64_form.h"

#include "decoders/base64.h"

enum { FRONT_DIGITS = 24 }; /* that tell text from other bytes */

/* What the first digits tell. */
static const struct {
    const char *head;
    enum form form;
} heads[] = {
    {"TFMwdExTMUNSVWRKVGl", FORM_TWICE}, /* LS0tLS1CRUdJTi */
    {"TUl", FORM_TWICE},                 /* MI */
    {"TUM", FORM_TWICE},                 /* MC, of short keys */
    {"TUY", FORM_TWICE},                 /* MF */
    {"TUh", FORM_TWICE},                 /* MH */
    {"/u3+7QAAAA", FORM_BINARY},         /* JKS */
    {"zs7OzgAAAA", FORM_BINARY},         /* JCEKS */
    {"AAAAAQAAABQ", FORM_BINARY},        /* BKS, UBER */
    {"AAAAAgAAABQ", FORM_BINARY},        /* BKS */
    {"H4sIA", FORM_BINARY},              /* gzip */
    {"LQAtAC0ALQAt", FORM_BINARY},       /* dashes in UTF-16 */
    {"//4tAC0ALQAt", FORM_BINARY},
    {"/v8ALQAtAC0A", FORM_BINARY},
    {"77u/LS0tLS1C", FORM_BINARY}, /* byte order mark, dashes */
};

/* SEQUENCE and its length: short, or in one to three octets. */
static bool is_der_head(struct span text) {
    return text.bytes && text.length >= 4 && text.bytes[0] == 'M' && text.bytes[1] >= 'A' &&
           text.bytes[1] <= 'I';
}

bool base64_is_text(struct span text) {
    uint32_t gathered = 0;
    if (text.length < FRONT_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < FRONT_DIGITS; i++) {
        int value = base64_value(text.bytes[i]);
        if (value < 0) {
            return false;
        }
        gathered = gathered << 6 | (uint32_t)value;
        if (i % 4 == 0) {
            continue;
        }
        uint8_t byte = (uint8_t)(gathered >> (6 - 2 * (i % 4)));
        if (byte >= 0x7F || (byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t')) {
            return false;
        }
    }
    return true;
}

/* How texts begin that are known to hold keys: armour, JSON, YAML of Kubernetes, XML, remarks,
 * keys of SSH, what OpenSSL prints, base64 and hexadecimal once more. */
static bool is_known_text(struct span text) {
    static const char *const fronts[] = {"LS0t", "eyJ",  "ewo",  "ew0",  "W3si", "YXBp", "a2lu",
                                         "PD",   "PE",   "PF",   "PG",   "PH",   "c3No", "ZWNk",
                                         "Iy",   "Iw",   "I2Ns", "Y2xp", "UHVU", "Q2Vy", "QmFn",
                                         "MzA4", "VEZN", "VFVs", "SDRz"};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        if (span_starts_with(text, fronts[i], strlen(fronts[i]))) {
            return base64_is_text(text);
        }
    }
    return false;
}

enum form base64_form_at(struct span text) {
    for (size_t i = 0; text.bytes && i < sizeof heads / sizeof *heads; i++) {
        if (span_starts_with(text, heads[i].head, strlen(heads[i].head))) {
            return heads[i].form;
        }
    }
    return is_der_head(text) ? FORM_DER : is_known_text(text) ? FORM_TEXT : FORM_NONE;
}
