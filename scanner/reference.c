#include "reference.h"

#include <string.h>

#include "checks/check.h"
#include "limit.h"
#include "option_table.h"

static void write_checks(FILE *out) {
    for (size_t i = 0; checks[i]; i++) {
        fprintf(out, "## %s\n\n**%s** (%s)\n\n", checks[i]->id, checks[i]->title,
                severity_name(checks[i]->severity));
        fprintf(out, "- Rule: %s\n- Remedy: %s\n- Reference: %s\n\n", checks[i]->rule,
                checks[i]->remedy, checks[i]->reference);
    }
}

static void write_limits(FILE *out) {
    fputs("| name | default | unit | why |\n|---|---|---|---|\n", out);
    for (unsigned i = 0; i < limit_count; i++) {
        const struct limit_description *limit = &limit_descriptions[i];
        fprintf(out, "| `%s` | %llu | %s | %s |\n", limit->name, (unsigned long long)limit->value,
                limit->unit, limit->reason);
    }
}

static void write_rule(const struct profile_rule *rule, FILE *out) {
    struct buffer sentence = {0};
    say_profile_rule(&sentence, rule);
    fprintf(out, "| `%s` | %s", profile_rule_name(rule->kind), buffer_text(&sentence));
    if (rule->from) {
        fprintf(out, ", issued from %.10s on", rule->from);
    }
    fprintf(out, " | `%s`%s%s | %s |\n", profile_rule_check(rule->kind), rule->severity ? ", " : "",
            severity_name(rule->severity), rule->source);
    buffer_release(&sentence);
}

static void write_profiles(FILE *out) {
    for (size_t i = 0; profiles[i]; i++) {
        const struct profile *profile = profiles[i];
        fprintf(out, "## %s\n\n**%s**\n\n", profile->name, profile->title);
        if (profile->rule_count) {
            fputs("| rule | says | decided by | source |\n|---|---|---|---|\n", out);
        }
        for (size_t rule = 0; rule < profile->rule_count; rule++) {
            write_rule(&profile->rules[rule], out);
        }
        if (profile->beyond) {
            fprintf(out, "\n%s\n", profile->beyond);
        }
        fputs("\n", out);
    }
}

/* Escapes what roff takes for a command. */
static void write_roff(const char *text, FILE *out) {
    for (; *text; text++) {
        if (*text == '-' || *text == '\\') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
}

static void write_manual_option(const struct option_row *row, FILE *out) {
    fputs(".TP\n\\fB", out);
    if (row->key < 128) {
        fprintf(out, "\\-%c\\fR, \\fB", row->key);
    }
    fputs("\\-\\-", out);
    write_roff(row->name, out);
    fputs("\\fR", out);
    if (row->argument) {
        fprintf(out, "=\\fI%s\\fR", row->argument);
    }
    fputc('\n', out);
    write_roff(row->help, out);
    fputs(".\n", out);
}

static void write_manual(FILE *out) {
    fputs(".TH CERTSWEEP 1\n.SH NAME\ncertsweep \\- find keys and certificates in files, and judge "
          "them\n.SH SYNOPSIS\n",
          out);
    for (int i = 0; i < COMMANDS; i++) {
        const struct command_row *row = &command_rows[i];
        fprintf(out, "%s.B certsweep %s\n[OPTION...] %s\n", i ? ".br\n" : "", row->word,
                row->arguments);
    }
    fputs(".SH DESCRIPTION\n", out);
    write_roff(option_description, out);
    fputs("\n", out);
    for (int i = 0; i < COMMANDS; i++) {
        const struct command_row *command = &command_rows[i];
        fprintf(out, ".SH COMMAND: %s\n%s.\n", *command->word ? command->word : "(none)",
                command->summary);
        for (const struct option_row *row = option_rows; row->name; row++) {
            if (option_is_for(row, (enum command)i)) {
                write_manual_option(row, out);
            }
        }
    }
    fputs(".SH EXIT STATUS\n", out);
    write_roff(option_exit_status, out);
    fputc('\n', out);
}

static void write_completion(FILE *out) {
    fputs("# bash completion for certsweep\n_certsweep() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} options\n"
          "    case ${COMP_WORDS[1]} in\n",
          out);
    for (int i = COMMANDS - 1; i >= 0; i--) {
        fprintf(out, "    %s) options='", *command_rows[i].word ? command_rows[i].word : "*");
        for (const struct option_row *row = option_rows; row->name; row++) {
            if (option_is_for(row, (enum command)i)) {
                fprintf(out, "--%s ", row->name);
            }
        }
        fputs("--help' ;;\n", out);
    }
    fputs("    esac\n    COMPREPLY=($(compgen -f -- \"$word\"))\n"
          "    [[ $word == -* ]] && COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
          "    ((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W '",
          out);
    for (int i = COMMAND_SWEEP + 1; i < COMMANDS; i++) {
        fprintf(out, "%s ", command_rows[i].word);
    }
    fputs("' -- \"$word\"))\n}\ncomplete -o filenames -F _certsweep certsweep\n", out);
}

bool reference_write(const char *what, FILE *out) {
    static const struct {
        const char *name;
        void (*write)(FILE *out);
    } topics[] = {{"checks", write_checks},
                  {"limits", write_limits},
                  {"profiles", write_profiles},
                  {"man", write_manual},
                  {"completion", write_completion}};
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        if (strcmp(what, topics[i].name) == 0) {
            topics[i].write(out);
            return true;
        }
    }
    return false;
}

bool reference_explain(const char *id, FILE *out) {
    for (size_t i = 0; checks[i]; i++) {
        if (strcmp(checks[i]->id, id) == 0) {
            fprintf(out, "%s: %s (%s)\n\nRule: %s\n\nRemedy: %s\n\nReference: %s\n", id,
                    checks[i]->title, severity_name(checks[i]->severity), checks[i]->rule,
                    checks[i]->remedy, checks[i]->reference);
            return true;
        }
    }
    return false;
}
