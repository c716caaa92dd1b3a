/* Files whose name says one form or one kind of thing and that hold another: the reader that was
 * told the name fails, in words that do not say why. What people do on purpose is left alone: DER
 * in .crt and .cer, PKCS#12 in .jks, a key beside its certificate in one file. */
#include "base/text.h"
#include "base/words.h"
#include "checks/conversion.h"
#include "checks/observed.h"
#include "checks/row.h"

/* Of each file in use: how many finds of each kind, and of each form that is the form of the whole
 * file (a PKCS#12 store inside a PEM block or base64 is none). A file that is both on disk and at
 * HEAD counts once, as the one on disk. */
#define WHOLE " AND place.trail NOT GLOB '*line [0-9]*'"
static const char suspects[] =
    "SELECT min(place.id), iif(file.container = '', file.path, file.container),"
    " sum(artifact.kind = 'certificate'), sum(artifact.kind = 'private-key'),"
    " sum(artifact.kind = 'public-key'), sum(artifact.kind = 'request'),"
    " sum(artifact.kind = 'crl'), sum(artifact.kind = 'keystore'),"
    " sum(place.encoding = 'pem'), sum(place.encoding = 'der' AND artifact.kind <> 'keystore'"
    "  AND place.trail = file.container),"
    " sum((place.encoding = 'pkcs12' OR place.structure = 'PKCS#12')" WHOLE "),"
    " sum((place.encoding IN ('jks', 'jceks', 'bks')"
    "  OR (artifact.kind = 'keystore' AND place.structure <> 'PKCS#12'))" WHOLE "),"
    " sum(place.encoding = 'pkcs7'" WHOLE "), count(*)"
    " FROM file JOIN place ON place.file = file.id JOIN artifact ON artifact.id = place.artifact"
    " WHERE file.live = 1"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " GROUP BY file.id ORDER BY 1";

struct content {
    const char *name; /* path or member */
    int64_t certificates, private_keys, public_keys, requests, lists, keystores;
    int64_t pem, der, pkcs12, java, pkcs7;
    int64_t all;
};

/* What is wrong with a file. */
struct verdict {
    enum severity severity; /* 0: nothing */
    const char *says;       /* "PEM", "a private key": what the name promises */
    const char *remedy[2];  /* a conversion: reading and writing command; [1] NULL: rename to [0] */
};

static const struct verdict fine = {0};

/* The whole file is of one form. */
static bool is_all(const struct content *content, int64_t count) {
    return count > 0 && count == content->all;
}

/* How to write what DER holds as PEM. */
static const char *der_reading(const struct content *content) {
    return content->certificates   ? "openssl x509 -inform DER -in"
           : content->requests     ? "openssl req -inform DER -in"
           : content->lists        ? "openssl crl -inform DER -in"
           : content->private_keys ? "umask 077; openssl pkey -inform DER -in"
                                   : "openssl pkey -pubin -inform DER -in";
}

static struct verdict judge_pem(const struct content *content) {
    if (is_all(content, content->der)) {
        return (struct verdict){SEVERITY_ERROR, "PEM", {der_reading(content), "-out"}};
    }
    if (is_all(content, content->pkcs12)) {
        return (struct verdict){
            SEVERITY_ERROR, "PEM", {"umask 077; openssl pkcs12 -nodes -in", "-out"}};
    }
    if (is_all(content, content->pkcs7)) {
        return (struct verdict){
            SEVERITY_ERROR, "PEM", {"openssl pkcs7 -inform DER -print_certs -in", "-out"}};
    }
    if (is_all(content, content->java)) {
        return (struct verdict){SEVERITY_ERROR, "PEM", {".jks", NULL}};
    }
    return fine;
}

static struct verdict judge_certificate(const struct content *content) {
    if (is_all(content, content->pkcs12)) {
        return (struct verdict){SEVERITY_ERROR, "a certificate", {".p12", NULL}};
    }
    if (is_all(content, content->java)) {
        return (struct verdict){SEVERITY_ERROR, "a certificate", {".jks", NULL}};
    }
    if (content->certificates) {
        return fine;
    }
    if (content->private_keys) {
        return (struct verdict){SEVERITY_ERROR, "a certificate", {".key", NULL}};
    }
    return (struct verdict){SEVERITY_WARNING,
                            "a certificate",
                            {content->requests ? ".csr"
                             : content->lists  ? ".crl"
                                               : ".pub",
                             NULL}};
}

/* Files like jwt-public.key say what they are. */
static bool says_public(const char *name) {
    static const char *const words[] = {"public",       "pub",       "pubkey", "verify",
                                        "verification", "verifying", NULL};
    return words_have(span_text(text_base_name(name)), words);
}

static struct verdict judge_key(const struct content *content) {
    if (is_all(content, content->pkcs12)) {
        return (struct verdict){SEVERITY_WARNING, "a bare key", {".p12", NULL}};
    }
    if (is_all(content, content->java)) {
        return (struct verdict){SEVERITY_WARNING, "a bare key", {".jks", NULL}};
    }
    if (content->private_keys || content->keystores) {
        return fine;
    }
    if (content->certificates) {
        return (struct verdict){SEVERITY_ERROR, "a private key", {".crt", NULL}};
    }
    bool plain = content->pem + content->der == content->all; /* not DNSSEC's or SSH's .key */
    if (content->public_keys && (!plain || says_public(content->name))) {
        return fine;
    }
    return (struct verdict){SEVERITY_WARNING,
                            "a private key",
                            {content->requests ? ".csr"
                             : content->lists  ? ".crl"
                                               : ".pub",
                             NULL}};
}

/* How to write what one PEM block holds as DER; NULL where there is no one object. */
static const char *pem_reading(const struct content *content) {
    return content->all > 1        ? NULL
           : content->certificates ? "openssl x509 -in"
           : content->requests     ? "openssl req -in"
           : content->lists        ? "openssl crl -in"
           : content->private_keys ? "umask 077; openssl pkey -in"
                                   : NULL;
}

static struct verdict judge_der(const struct content *content) {
    if (!is_all(content, content->pem)) {
        return fine;
    }
    return pem_reading(content) ? (struct verdict){SEVERITY_WARNING,
                                                   "DER",
                                                   {pem_reading(content), "-outform DER -out"}}
                                : (struct verdict){SEVERITY_WARNING, "DER", {".pem", NULL}};
}

/* PEM makes a PKCS#12 store only where key and certificate are both in it, or only certificates. */
static struct verdict judge_pkcs12(const struct content *content) {
    if (is_all(content, content->java)) {
        return (struct verdict){SEVERITY_ERROR, "PKCS#12", {".jks", NULL}};
    }
    if (is_all(content, content->der)) {
        return content->certificates == content->all
                   ? (struct verdict){SEVERITY_ERROR,
                                      "PKCS#12",
                                      {"openssl x509 -inform DER -in",
                                       "| openssl pkcs12 -export -nokeys -out"}}
                   : (struct verdict){SEVERITY_ERROR, "PKCS#12", {".der", NULL}};
    }
    if (!is_all(content, content->pem)) {
        return fine;
    }
    if (content->certificates && content->private_keys) {
        return (struct verdict){
            SEVERITY_ERROR, "PKCS#12", {"umask 077; openssl pkcs12 -export -in", "-out"}};
    }
    if (content->certificates) {
        return (struct verdict){
            SEVERITY_ERROR, "PKCS#12", {"openssl pkcs12 -export -nokeys -in", "-out"}};
    }
    return (struct verdict){SEVERITY_ERROR, "PKCS#12", {".pem", NULL}};
}

static struct verdict judge_java(const struct content *content) {
    if (is_all(content, content->pem)) {
        return (struct verdict){SEVERITY_ERROR, "a Java keystore", {".pem", NULL}};
    }
    if (is_all(content, content->der)) {
        return (struct verdict){SEVERITY_ERROR, "a Java keystore", {".der", NULL}};
    }
    return fine;
}

static struct verdict judge_pkcs7(const struct content *content) {
    if (is_all(content, content->pem) && content->certificates == content->all) {
        return (struct verdict){SEVERITY_WARNING,
                                "PKCS#7",
                                {"openssl crl2pkcs7 -nocrl -certfile", "-outform DER -out"}};
    }
    return fine;
}

static struct verdict judge_request(const struct content *content) {
    if (content->requests) {
        return fine;
    }
    if (content->private_keys) {
        return (struct verdict){SEVERITY_ERROR, "a request", {".key", NULL}};
    }
    return content->certificates ? (struct verdict){SEVERITY_WARNING, "a request", {".crt", NULL}}
                                 : fine;
}

static struct verdict judge_list(const struct content *content) {
    if (content->lists) {
        return fine;
    }
    return (struct verdict){content->private_keys ? SEVERITY_ERROR : SEVERITY_WARNING,
                            "a revocation list",
                            {content->private_keys   ? ".key"
                             : content->certificates ? ".crt"
                                                     : ".pem",
                             NULL}};
}

static struct verdict judge_public(const struct content *content) {
    return content->private_keys ? (struct verdict){SEVERITY_ERROR, "a public key", {".key", NULL}}
                                 : fine;
}

static struct verdict judge(const struct content *content) {
    static const struct {
        const char *extension;
        struct verdict (*judge)(const struct content *content);
    } names[] = {
        {".pem", judge_pem},          {".crt", judge_certificate}, {".cer", judge_certificate},
        {".cert", judge_certificate}, {".key", judge_key},         {".der", judge_der},
        {".p12", judge_pkcs12},       {".pfx", judge_pkcs12},      {".jks", judge_java},
        {".p7b", judge_pkcs7},        {".p7c", judge_pkcs7},       {".csr", judge_request},
        {".crl", judge_list},         {".pub", judge_public},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_has_extension(content->name, names[i].extension)) {
            return names[i].judge(content);
        }
    }
    return fine;
}

static void say_content(struct buffer *out, const struct content *content) {
    const struct {
        int64_t count;
        const char *one;
        const char *more;
    } kinds[] = {{content->certificates, "a certificate", "certificates"},
                 {content->private_keys, "a private key", "private keys"},
                 {content->public_keys, "a public key", "public keys"},
                 {content->requests, "a request", "requests"},
                 {content->lists, "a revocation list", "revocation lists"},
                 {content->keystores, "a locked store", "locked stores"}};
    const char *separator = "";
    buffer_append_text(out, is_all(content, content->pem)      ? "PEM ("
                            : is_all(content, content->der)    ? "DER ("
                            : is_all(content, content->pkcs12) ? "PKCS#12 ("
                            : is_all(content, content->java)   ? "a Java keystore ("
                            : is_all(content, content->pkcs7)  ? "PKCS#7 ("
                                                               : "something else (");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count) {
            buffer_format(out, "%s%s", separator,
                          kinds[i].count == 1 ? kinds[i].one : kinds[i].more);
            separator = ", ";
        }
    }
    buffer_append_text(out, ")");
}

/* Does another file bear the name that this one would get? */
static bool is_taken(struct inventory *inventory, const char *path, const char *extension) {
    static const char same_name[] =
        "SELECT 1 FROM file WHERE container = '' AND path = ?1 || ?2 LIMIT 1";
    const char *dot = strrchr(text_base_name(path), '.');
    struct buffer stem = {0};
    struct query *rows = query_new(inventory, same_name, NULL);
    buffer_append(&stem, path, dot ? (size_t)(dot - path) : strlen(path));
    bool taken = false;
    if (rows) {
        query_bind_text(rows, 1, buffer_text(&stem));
        query_bind_text(rows, 2, extension);
        taken = query_next(rows);
        query_free(rows, NULL);
    }
    buffer_release(&stem);
    return taken;
}

static void say_remedy(struct buffer *remedy, struct inventory *inventory,
                       const struct place *place, const struct verdict *verdict) {
    if (!command_can_read(place)) {
        return;
    }
    if (verdict->remedy[1]) {
        buffer_append_text(remedy, "Convert it: ");
        conversion_replace(remedy, place->path, verdict->remedy[0], verdict->remedy[1]);
    } else {
        buffer_append_text(remedy, "Give it the name of what it holds: mv -n ");
        command_quote(remedy, place->path);
        buffer_append_text(remedy, " ");
        if (is_taken(inventory, place->path, verdict->remedy[0])) {
            struct buffer longer = {0};
            buffer_format(&longer, "%s%s", place->path, verdict->remedy[0]);
            command_quote(remedy, buffer_text(&longer));
            buffer_release(&longer);
        } else {
            conversion_append_renamed(remedy, place->path, verdict->remedy[0]);
        }
        buffer_format(remedy, "; and put %s where this name is configured.", verdict->says);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    struct query *query = row->query;
    const struct content content = {
        .name = query_text(query, 1),
        .certificates = query_number(query, 2),
        .private_keys = query_number(query, 3),
        .public_keys = query_number(query, 4),
        .requests = query_number(query, 5),
        .lists = query_number(query, 6),
        .keystores = query_number(query, 7),
        .pem = query_number(query, 8),
        .der = query_number(query, 9),
        .pkcs12 = query_number(query, 10),
        .java = query_number(query, 11),
        .pkcs7 = query_number(query, 12),
        .all = query_number(query, 13),
    };
    struct verdict verdict = judge(&content);
    if (!verdict.severity) {
        return DONE;
    }
    struct place place;
    const struct thing *thing = describer_thing_at(row->describer, query_number(query, 0), &place);
    if (!thing) {
        return fail(error, "out of memory");
    }
    place.detail = ""; /* it is about the whole file */
    say_place(&row->message, &place);
    buffer_format(&row->message, " is named as %s, but holds ", verdict.says);
    say_content(&row->message, &content);
    buffer_append_text(&row->message, ".");
    say_remedy(&row->remedy, row->audit->inventory, &place, &verdict);
    return row_report_at(row, thing, &place, verdict.severity, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check extension_content_mismatch_check = {
    .id = "extension-content-mismatch",
    .severity = SEVERITY_ERROR,
    .title = "File name and content differ",
    .rule = "A .pem that is DER, PKCS#12, PKCS#7 or a Java keystore; a .key without a private key; "
            "a .crt, .cer or .cert without a certificate, or that is a keystore; a .p12 or .pfx "
            "that is PEM, DER or a Java keystore; a .jks that is PEM or DER; a .pub with a private "
            "key; a .csr, .crl, .p7b or .der with something else. A warning where readers often "
            "cope. DER in .crt and .cer is usual and passes.",
    .remedy = "Convert the file to the form its name says, or rename it.",
    .reference = "certsweep rulebook, section 5",
    .run = run,
};
