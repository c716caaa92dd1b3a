#include "reporter.h"

#include <stddef.h>

extern const struct reporter html_reporter;
extern const struct reporter artifacts_reporter;
extern const struct reporter groups_reporter;
extern const struct reporter findings_reporter;
extern const struct reporter problems_reporter;
extern const struct reporter certificates_reporter;
extern const struct reporter truststores_reporter;
extern const struct reporter chains_reporter;
extern const struct reporter appearances_reporter;
extern const struct reporter json_reporter;
extern const struct reporter sarif_reporter;
extern const struct reporter cyclonedx_reporter;
extern const struct reporter markdown_reporter;
extern const struct reporter summary_reporter;
extern const struct reporter diff_reporter;
extern const struct reporter diff_json_reporter;

const struct reporter *const reporters[] = {
    &html_reporter,
    &artifacts_reporter,
    &groups_reporter,
    &findings_reporter,
    &problems_reporter,
    &certificates_reporter,
    &truststores_reporter,
    &chains_reporter,
    &appearances_reporter,
    &json_reporter,
    &sarif_reporter,
    &cyclonedx_reporter,
    &markdown_reporter,
    &summary_reporter,
    &diff_reporter,
    &diff_json_reporter,
    NULL,
};
