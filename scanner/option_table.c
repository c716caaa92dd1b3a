#include "option_table.h"

#include <stddef.h>

const struct command_row command_rows[COMMANDS] = {
    [COMMAND_SWEEP] = {"", "PATH...", "Scan, and write a folder of reports", 1, 0},
    [COMMAND_SCAN] = {"scan", "PATH...", "Scan, and write only the inventory", 1, 0},
    [COMMAND_REPORT] = {"report", "INVENTORY", "Write reports from an inventory, without a scan", 1,
                        1},
    [COMMAND_DIFF] = {"diff", "OLD NEW", "Say what is new, gone and changed between two", 2, 2},
    [COMMAND_MERGE] = {"merge", "INVENTORY...", "Join inventories, and judge them as one", 1, 0},
    [COMMAND_SHOW] = {"show", "INVENTORY KEY|FINGERPRINT|FILE",
                      "Print everything known about one thing", 2, 2},
    [COMMAND_EXPLAIN] = {"explain", "CHECK", "Print the rule and the remedy of a check", 1, 1},
};

#define ON(command) (1U << COMMAND_##command)
#define SCANS (ON(SWEEP) | ON(SCAN))
#define JUDGES (SCANS | ON(MERGE))
#define REPORTS (JUDGES | ON(REPORT))

const struct option_row option_rows[] = {
    {"output", KEY_OUTPUT, "PATH",
     "Where results go: the folder of reports (default: certsweep-report); with scan and merge the "
     "inventory",
     JUDGES, NULL},
    {"html", KEY_HTML, "FILE", "Write the page for people", REPORTS, "html"},
    {"csv", KEY_CSV, "DIR", "Write the tables to DIR", REPORTS, "csv"},
    {"csv-bom", KEY_CSV_BOM, NULL,
     "Begin CSV files with a byte order mark, for spreadsheets that guess the encoding", REPORTS,
     NULL},
    {"json", KEY_JSON, "FILE", "Write everything as JSON Lines", REPORTS, "json"},
    {"sarif", KEY_SARIF, "FILE", "Write findings as SARIF 2.1.0, for code scanning", REPORTS,
     "sarif"},
    {"cyclonedx", KEY_CYCLONEDX, "FILE", "Write a bill of cryptography (CycloneDX)", REPORTS,
     "cyclonedx"},
    {"cyclonedx-version", KEY_CYCLONEDX_VERSION, "VERSION", "1.6 (default) or 1.7", REPORTS, NULL},
    {"markdown", KEY_MARKDOWN, "FILE", "Write a summary for a merge request or a chat", REPORTS,
     "markdown"},
    {"summary", KEY_SUMMARY, NULL,
     "Print the summary (a sweep does anyway); coloured on a terminal unless NO_COLOR is set",
     REPORTS, NULL},
    {"jobs", KEY_JOBS, "N", "Run N worker processes (default: one for each core)", JUDGES, NULL},
    {"truststore", KEY_TRUSTSTORE, "GLOB",
     "Take files whose path or name matches GLOB for truststores; may be repeated", JUDGES, NULL},
    {"system-roots", KEY_SYSTEM_ROOTS, NULL,
     "Sweep this machine's list of public roots too, as a truststore; what is wrong inside of it is "
     "not told",
     JUDGES, NULL},
    {"profile", KEY_PROFILE, "NAME",
     "Judge as this consumer does (docs/profiles.md lists them); may be repeated", JUDGES, NULL},
    {"weak-keys", KEY_WEAK_KEYS, "FILE",
     "Look for the RSA keys listed in FILE, in the form of Debian's openssl-blacklist, which is read "
     "where it is installed; may be repeated",
     JUDGES, NULL},
    {"at", KEY_AT, "DATE",
     "Judge validity at DATE, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, instead of now (merge: instead of "
     "the newest date of the inventories)",
     JUDGES, NULL},
    {"expires-soon", KEY_SOON, "DAYS", "Warn of expiry within DAYS (default: 30)", JUDGES, NULL},
    {"fail-on", KEY_FAIL_ON, "SEVERITY",
     "Exit with 1 on findings of at least this severity: error (default), warning, note, none",
     REPORTS | ON(DIFF), NULL},
    {"limit", KEY_LIMIT, "NAME=VALUE", "Change a limit; docs/security.md lists them",
     REPORTS | ON(DIFF) | ON(SHOW), NULL},
    {"cross-mounts", KEY_CROSS_MOUNTS, NULL,
     "Go into folders on which another file system is mounted, too", SCANS, NULL},
    {"require-sandbox", KEY_REQUIRE_SANDBOX, NULL,
     "Refuse to run where the kernel cannot confine the workers", JUDGES, NULL},
    {"passphrase-file", KEY_PASSPHRASE_FILE, "FILE",
     "Try the passphrases in FILE, one a line, on locked keys and keystores; may be repeated",
     SCANS, NULL},
    {"no-default-passphrases", KEY_NO_DEFAULT_PASSPHRASES, NULL,
     "Do not try no passphrase, the empty one and \"changeit\"", SCANS, NULL},
    {"previous", KEY_PREVIOUS, "FILE",
     "Read nothing again that has not changed since the inventory FILE was made; same reports",
     SCANS, NULL},
    {"paranoid", KEY_PARANOID, NULL, "Read everything, whatever --previous says", SCANS, NULL},
    {"git", KEY_GIT, "SCOPE",
     "Of git repositories search all objects (default), those of head and index, of the index beside "
     "the worktree, or none",
     SCANS, NULL},
    {"since", KEY_SINCE, "COMMIT|DATE",
     "Of git repositories search only what commits after COMMIT, or from DATE on, brought", SCANS,
     NULL},
    {"json", KEY_DIFF_JSON, "FILE", "Write what changed as JSON Lines", ON(DIFF), "diff-json"},
    {"describe", KEY_DESCRIBE, "TOPIC",
     "Print checks, limits or profiles as Markdown, man as a manual page, or completion for bash, "
     "and exit",
     ON(SWEEP), NULL},
    {"quiet", KEY_QUIET, NULL, "No progress and no summary", JUDGES, NULL},
    {0},
};

const char option_description[] =
    "Finds every key and certificate in folders, git histories, archives and on standard input "
    "(-), groups them by public key, and tells what is wrong and what to do about it.";

const char option_exit_status[] =
    "Exit status: 0 nothing found at the level of --fail-on; 1 findings; 2 usage, or an inventory "
    "that cannot be used; 3 something could not be read (see problems); 4 no results; 128+n ended "
    "by signal n.";
