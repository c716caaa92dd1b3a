/* Every writer of reports: an inventory of one certificate, problem, observation and finding, whose
 * texts are fuzzed, is written in every format and read back by somebody else: JSON, SARIF,
 * CycloneDX and the page's data by jansson, CSV by a strict reader of RFC 4180. What came from
 * outside must come back as data and change nothing else. Texts are separated by NULs. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "fuzz.h"
#include "inventory/inventory.h"
#include "inventory/query.h"
#include "reporter.h"

enum { TEXTS = 8, TEXT_BYTES_MOST = 2048 };
enum { PATH, TRAIL, SUBJECT, NAMES, DETAIL, MESSAGE, ALGORITHM, REFERENCE };

struct texts {
    char text[TEXTS][TEXT_BYTES_MOST + 1];
};

static void split(struct texts *texts, const uint8_t *bytes, size_t length) {
    memset(texts, 0, sizeof *texts);
    for (size_t i = 0, which = 0, at = 0; i < length && which < TEXTS; i++) {
        if (bytes[i] == 0) {
            which++;
            at = 0;
        } else if (at < TEXT_BYTES_MOST) {
            texts->text[which][at++] = (char)bytes[i];
        }
    }
}

/* --- the inventory --- */

static void add_records(struct inventory *inventory, const struct texts *texts,
                        struct error *error) {
    static const uint8_t der[] = {0x30, 0x00};
    const char *path = texts->text[PATH];
    struct record record = record_of(RECORD_ARTIFACT);
    record.origin.path = path;
    record.trail = texts->text[TRAIL];
    record.artifact = artifact_of(KIND_CERTIFICATE, "X.509");
    record.artifact.der = span_of(der, sizeof der);
    record.artifact.key.known = true;
    record.artifact.key.spki = record.artifact.der;
    record.artifact.key.algorithm = texts->text[ALGORITHM];
    record.artifact.certificate.subject = texts->text[SUBJECT];
    record.artifact.certificate.issuer = texts->text[NAMES];
    record.artifact.certificate.alternative_names = texts->text[NAMES];
    record.artifact.certificate.not_before = "2026-01-01T00:00:00Z";
    record.artifact.certificate.not_after = "2027-01-01T00:00:00Z";
    require(inventory_add_artifact(inventory, path, &record, error) == DONE, "a find is stored");
    record.problem = (struct problem){
        .stage = "decode", .code = texts->text[DETAIL], .detail = texts->text[MESSAGE]};
    require(inventory_add_problem(inventory, path, &record, error) == DONE, "so is a problem");
    record.observation = (struct observation){
        .code = "pem-crlf", .line = 1, .column = 1, .detail = texts->text[DETAIL]};
    require(inventory_add_observation(inventory, path, &record, error) == DONE,
            "so is an observation");
    record.reference = (struct file_reference){.family = "nginx",
                                               .directive = texts->text[DETAIL],
                                               .role = ROLE_CERTIFICATE,
                                               .name = texts->text[REFERENCE]};
    require(inventory_add_reference(inventory, path, &record, error) == DONE, "so is a reference");
}

static void add_finding(struct inventory *inventory, const struct texts *texts,
                        struct error *error) {
    struct finding finding = {.check = "expired",
                              .severity = SEVERITY_ERROR,
                              .title = "A certificate has expired",
                              .message = texts->text[MESSAGE],
                              .remedy = texts->text[DETAIL],
                              .artifact = 1};
    require(inventory_add_finding(inventory, &finding, error) == DONE, "a finding is stored");
}

static struct inventory *make_inventory(const struct texts *texts, const char *path) {
    struct error error = {""};
    struct inventory *inventory = inventory_new(path, &error);
    require(inventory &&
                inventory_set_fact(inventory, "at", "2026-11-01T00:00:00Z", &error) == DONE &&
                inventory_set_fact(inventory, "version", texts->text[ALGORITHM], &error) == DONE &&
                inventory_add_root(inventory, texts->text[PATH], &error) == DONE,
            "an inventory can be made");
    add_records(inventory, texts, &error);
    require(inventory_settle(inventory, &error) == DONE, "records settle");
    add_finding(inventory, texts, &error);
    require(inventory_finish(inventory, &error) == DONE, "the inventory can be finished");
    return inventory;
}

/* --- readers --- */

static void require_json(const char *text, size_t length) {
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!value) {
        fprintf(stderr, "%s at byte %d of %.*s\n", error.text, error.position,
                (int)(length < 2000 ? length : 2000), text);
    }
    require(value, "what is written as JSON reads as JSON");
    json_decref(value);
}

static void require_json_lines(const char *text) {
    while (*text) {
        const char *end = strchr(text, '\n');
        require(end, "each line of JSON has its end");
        require_json(text, (size_t)(end - text));
        text = end + 1;
    }
}

/* Returns what stands behind the cell; *formula where a spreadsheet would calculate. */
static const char *read_cell(const char *text, bool *formula) {
    const char *start = text;
    if (*text != '"') {
        text += strcspn(text, ",\"\r\n");
        require(*text != '"', "a quote stands in quotes only");
        *formula = text > start && strchr("=+@\t", *start);
        return text;
    }
    *formula = text[1] && strchr("=+@\t", text[1]);
    for (text++; *text && (*text != '"' || text[1] == '"'); text++) {
        text += *text == '"';
    }
    require(*text == '"', "a quoted cell has its end");
    return text + 1;
}

static void require_table(const char *text) {
    size_t columns = 0;
    for (size_t row = 0; *text; row++) {
        size_t cells = 0;
        for (bool more = true; more; cells++) {
            bool formula = false;
            text = read_cell(text, &formula);
            require(!formula, "no cell is a formula");
            more = *text == ',';
            text += more;
        }
        require(text[0] == '\r' && text[1] == '\n', "a row ends with CR and LF");
        text += 2;
        columns = row ? columns : cells;
        require(cells == columns, "every row has as many cells as the header");
    }
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    while ((text = strstr(text, part))) {
        text += strlen(part);
        count++;
    }
    return count;
}

/* Data blocks read as JSON; and what came from outside opens no element of its own. */
static void require_page(const char *text) {
    static const char block[] = "<script type=\"application/json\" id=\"data-";
    static size_t scripts;
    require(scripts == 0 || scripts == count_of(text, "<script"), "no text becomes a script");
    require(count_of(text, "<script") == count_of(text, "</script"), "nor ends one");
    scripts = count_of(text, "<script");
    for (const char *at = text; (at = strstr(at, block));) {
        const char *start = strchr(at, '>') + 1;
        const char *end = strstr(start, "</script>");
        require(end, "a data block has its end");
        require_json(start, (size_t)(end - start));
        at = end;
    }
}

/* Shown text has no controls but line ends; escapes of a terminal begin with one. */
static void require_printable(const char *text) {
    for (; *text; text++) {
        require((unsigned char)*text >= ' ' || *text == '\n' || *text == '\r',
                "no control is written");
    }
}

static void require_read_back(const struct reporter *reporter, const char *text, size_t length) {
    require(strlen(text) == length, "no NUL is written");
    if (strcmp(reporter->format, "html") == 0) {
        require_page(text);
    } else if (strcmp(reporter->format, "csv") == 0) {
        require_table(text);
    } else if (strcmp(reporter->format, "json") == 0) {
        require_json_lines(text);
    } else if (strcmp(reporter->format, "sarif") == 0 ||
               strcmp(reporter->format, "cyclonedx") == 0) {
        require_json(text, length);
    }
    if (strcmp(reporter->format, "html") != 0) {
        require_printable(text);
    }
}

/* --- the whole --- */

static void write_all(struct inventory *inventory) {
    for (size_t i = 0; reporters[i]; i++) {
        struct report_options options = {
            .at = "2026-11-01T00:00:00Z", .row_limit = 100, .page = "page.html"};
        struct error error = {""};
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        if (strncmp(reporters[i]->format, "diff", 4) != 0) { /* needs two inventories */
            require(out && reporters[i]->write(inventory, &options, out, &error) == DONE,
                    "a report can be written");
            fclose(out);
            require_read_back(reporters[i], text, length);
        } else {
            fclose(out);
        }
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct texts texts;
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/reports-fuzz-%d.db", (int)getpid());
    split(&texts, bytes, length);
    struct inventory *inventory = make_inventory(&texts, path);
    write_all(inventory);
    inventory_free(inventory);
    return 0;
}
