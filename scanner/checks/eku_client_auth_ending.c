/* Clients that show a certificate of the public web: its CAs give no more certificates for clients,
 * since browsers will not have such roots, so that a renewal brings one that servers refuse. */
#include "checks/row.h"

/* A certificate that is still valid, with clientAuth, below a root of the web or, where its path
 * breaks off, by a CA of that name; the last CA's name; and whether something says that it is a
 * client's. */
static const char suspects[] =
    "SELECT artifact.id, artifact.issuer,"
    " artifact.role = 'client' OR artifact.role_reason LIKE '%client%' AND artifact.role <> 'both'"
    "  OR EXISTS (SELECT 1 FROM client_trust"
    "   WHERE client_trust.certificate = artifact.id AND client_trust.state IN ('member', 'path')),"
    " (SELECT known.source FROM chain_link JOIN known ON known.artifact = chain_link.member"
    "  AND known.kind = 'web root' WHERE chain_link.certificate = artifact.id LIMIT 1)"
    " FROM artifact WHERE artifact.kind = 'certificate' AND artifact.is_ca = 0"
    " AND artifact.is_self_issued = 0 AND artifact.not_after >= ?1"
    " AND instr(artifact.extended_key_usage, 'clientAuth') > 0"
    " AND NOT EXISTS (SELECT 1 FROM chain_link JOIN artifact AS root ON root.id = chain_link.member"
    "  WHERE chain_link.certificate = artifact.id AND root.is_self_signed = 1"
    "  AND root.id NOT IN (SELECT known.artifact FROM known WHERE known.kind = 'web root'))"
    " AND" ROW_LIVE " ORDER BY artifact.id";

/* As names begin, "O = " and a comma or the end around them, and the day from which the CA issues
 * for servers only, as it announced. */
static const struct {
    const char *organisation;
    const char *ends;
} authorities[] = {
    {"Let's Encrypt", "2026-07-08"},
    {"DigiCert Inc", "2027-03-01"},
    {"DigiCert, Inc.", "2027-03-01"},
    {"Sectigo Limited", "2027-02-10"},
    {"ZeroSSL", "2027-02-10"},
    {"GlobalSign nv-sa", NULL},
    {"Google Trust Services", NULL},
    {"Google Trust Services LLC", NULL},
    {"Amazon", NULL},
    {"GoDaddy.com, Inc.", NULL},
    {"Starfield Technologies, Inc.", NULL},
    {"Entrust, Inc.", NULL},
    {"SSL Corporation", NULL},
    {"IdenTrust", NULL},
};

/* Where leaves must be for servers only, whoever issues: Chrome's root programme. */
static const char leaves_end[] = "2027-03-15";

static bool has_organisation(const char *name, const char *organisation) {
    struct buffer part = {0};
    buffer_format(&part, "O = %s", organisation);
    const char *found = part.failed ? NULL : strstr(name, buffer_text(&part));
    char next = found ? found[part.length] : 'x';
    buffer_release(&part);
    return next == 0 || next == ',';
}

static enum outcome report(struct row *row, struct error *error) {
    const char *issuer = query_text(row->query, 1), *root = query_text(row->query, 3);
    const char *ends = NULL;
    bool is_public = *root != 0;
    for (size_t i = 0; i < sizeof authorities / sizeof *authorities; i++) {
        if (has_organisation(issuer, authorities[i].organisation)) {
            is_public = true;
            ends = authorities[i].ends;
        }
    }
    if (!is_public) {
        return DONE;
    }
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    bool is_client = query_number(row->query, 2) != 0;
    ends = ends ? ends : leaves_end;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " has the extended key usage clientAuth and comes from a public CA: %s",
                  name_or_none(issuer));
    if (*root) {
        buffer_format(message, ", below %s", root);
    }
    buffer_format(message, ". Public CAs %s certificates for clients: this one's %s on %s. ",
                  strncmp(row->audit->at, ends, 10) >= 0 ? "no longer issue"
                                                         : "will not go on issuing",
                  strncmp(row->audit->at, ends, 10) >= 0 ? "ended" : "ends", ends);
    buffer_append_text(message, "This one is valid until ");
    say_day(message, certificate->not_after);
    buffer_append_text(message, is_client ? "; the next one will be refused as a client's."
                                          : "; nothing wrong where it is shown by a server only.");
    return row_report(row, certificate, is_client ? 0 : SEVERITY_NOTE, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check eku_client_auth_ending_check = {
    .id = "eku-client-auth-ending",
    .severity = SEVERITY_WARNING,
    .title = "Client certificate of a public CA",
    .rule =
        "A certificate that is still valid, has the extended key usage clientAuth and comes from a "
        "public CA: its path ends at a root of the web, or breaks off at an issuer of such a name. "
        "A note where nothing but the extended key usage says that it is a client's.",
    .remedy = "Have clients' certificates issued by a private CA, and put that CA into the "
              "truststores of the servers they call.",
    .reference = "Chrome Root Program Policy (intermediates for servers only from 2026-06-15, "
                 "leaves from 2027-03-15), and what the CAs announced",
    .run = run,
};
