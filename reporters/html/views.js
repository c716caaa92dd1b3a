/* The views of the page. A view: its block, which rows of it (holds), its columns, how rows can be
 * grouped, which texts the search looks at, whether rows have places, what an open row shows
 * (detail.js), how many lines a row has, how it is sorted if not as the block is, and which file has
 * the rows that the page leaves out. */

const views = {};

function addView(view) {
    views[view.id] = { groups: [], searched: [], lines: 2, ...view };
}

function kindOf(row) {
    return KINDS[tables.others.text("kind", row)] ?? "find";
}

/* The certificate by its name, anything else by its kind. */
function aboutFinding(row) {
    const { findings } = tables;
    const kind = findings.text("kind", row);
    return kind === "" ? "the place itself"
        : findings.text("name", row) || KINDS[kind] || "find";
}

addView({
    id: "findings",
    title: "Findings",
    lead: "Each row says what is wrong and why, where, and what to do about it. Open a row for " +
        "digests, for every place that holds the same thing, and for what else was found about it.",
    none: "No check found anything wrong in what was read.",
    block: tables.findings,
    file: "csv/findings.csv",
    lines: 3,
    searched: ["check", "title", "message", "remedy", "identity", "name", "path", "trail", "revision"],
    columns: [
        severityColumn(tables.findings, "Severity"),
        { id: "what", title: "What is wrong, and why", main: true, share: 34,
          value: (row) => tables.findings.text("title", row),
          show: (row) => [make("strong", {}, tables.findings.text("title", row)), " ",
                          value(tables.findings.text("message", row))] },
        { id: "about", title: "About", share: 16, screen: true, value: aboutFinding,
          show: (row) => (tables.findings.text("kind", row) === "" ? quiet(aboutFinding(row))
              : make("a", { href: addressOf(tables.findings.number("artifact", row)) },
                     value(aboutFinding(row)))) },
        whereColumn(tables.findings, { share: 20 }),
        { id: "remedy", title: "What to do", share: 24,
          value: (row) => tables.findings.text("remedy", row) },
        codeColumn(tables.findings, "check", "Check", "check", { choices: true, width: 9 }),
        { id: "folder", title: "Folder", aside: true, menu: true, choices: true, width: 12,
          value: (row) => folderOf(tables.findings.text("path", row)) },
        textColumn(tables.findings, "profile", "Profile", "profile",
                   { aside: true, menu: true, choices: true, width: 8 }),
    ],
    csv: [["message", (row) => tables.findings.text("message", row)],
          ["identity", (row) => tables.findings.text("identity", row)]],
    groups: [
        { id: "check", title: "by check", value: (row) => tables.findings.text("check", row),
          label: (row) => [make("strong", {}, tables.findings.text("title", row)), " ",
                           make("code", {}, tables.findings.text("check", row))] },
        { id: "key", title: "by key", value: (row) => tables.findings.number("key", row),
          label: (row) => (keyLink(tables.findings.number("key", row)) ?? "no key")
              && ["Key ", keyLink(tables.findings.number("key", row)) ?? "none", " ",
                  quiet(tables.findings.text("name", row))] },
        { id: "place", title: "by file", value: (row) => tables.findings.text("path", row),
          label: (row) => value(tables.findings.text("path", row), "path") },
        { id: "folder", title: "by folder",
          value: (row) => folderOf(tables.findings.text("path", row)),
          label: (row) => value(folderOf(tables.findings.text("path", row)), "path") },
    ],
    detail: (row) => findingDetail(row),
});

addView({
    id: "keys",
    title: "Keys",
    lead: "Private keys, certificates, requests and public keys that share one public key are one " +
        "row, wherever they lie. Equal modulus_sha1 means that they belong together; it is what " +
        "openssl rsa -noout -modulus -in FILE | openssl sha1 prints, and openssl x509 likewise.",
    none: "No key and no certificate was found.",
    block: tables.keys,
    file: "csv/groups.csv",
    placed: true,
    searched: ["name", "algorithm", "curve", "state"],
    columns: [
        { id: "key", title: "Key", main: true, value: (row) => tables.keys.digest("spki", row),
          show: (row) => [make("div", { class: "line" },
                               make("code", {}, tables.keys.digest("spki", row).slice(0, 16))),
                          make("div", { class: "line quiet", title: tables.keys.text("name", row) },
                               value(tables.keys.text("name", row) &&
                                     shortName(tables.keys.text("name", row))))] },
        algorithmColumn(tables.keys),
        { id: "state", title: "State", width: 9.5, choices: true,
          value: (row) => tables.keys.text("state", row),
          show: (row) => [tag(STATES[tables.keys.text("state", row)] ?? "plain",
                              capital(tables.keys.text("state", row))),
                          tables.keys.text("state", row) === "orphaned key" &&
                              tables.keys.number("requests", row) > 0 && quiet(" request pending")] },
        numberColumn(tables.keys, "private", "Private keys", "private_keys", { width: 7 }),
        numberColumn(tables.keys, "certificates", "Certificates", "certificates", { width: 7.5 }),
        numberColumn(tables.keys, "requests", "Requests", "requests"),
        numberColumn(tables.keys, "places", "Places", "places"),
        severityColumn(tables.keys, "Findings"),
        digestColumn(tables.keys, "modulus", "modulus_sha1", "modulus", { aside: false }),
    ],
    groups: [
        { id: "state", title: "by state", value: (row) => tables.keys.text("state", row),
          label: (row) => make("strong", {}, capital(tables.keys.text("state", row))) },
        { id: "algorithm", title: "by algorithm", value: (row) => algorithm(tables.keys, row),
          label: (row) => make("strong", {}, algorithm(tables.keys, row)) },
    ],
    detail: (row) => keyDetail(row),
});

const certificateColumns = {
    name: { id: "certificate", title: "Certificate", main: true,
            value: (row) => tables.certificates.text("subject", row),
            show: (row) => [
                make("div", { class: "line", title: tables.certificates.text("subject", row) },
                     make("strong", {}, value(shortName(tables.certificates.text("subject", row))))),
                make("div", { class: "line quiet", title: tables.certificates.text("issuer", row) },
                     tables.certificates.number("self_signed", row) === 1 ? "self-signed"
                         : ["issued by ",
                            value(shortName(tables.certificates.text("issuer", row)))])] },
    role: { id: "role", title: "Role", width: 6, choices: true,
            value: (row) => tables.certificates.text("role", row) || "unknown" },
    verdict: { id: "chain", title: "Chain", width: 12.5, choices: true,
               order: (row) => Object.keys(VERDICTS).indexOf(tables.certificates.text("verdict", row)),
               value: (row) => VERDICTS[tables.certificates.text("verdict", row)]?.words ??
                   (tables.certificates.text("verdict", row) || "does not apply"),
               show: (row) => verdict(tables.certificates.text("verdict", row)) },
};

addView({
    id: "certificates",
    title: "Certificates",
    lead: "Each certificate is one row, however many places hold it. Days are counted from the " +
        "moment of judgement.",
    none: "No certificate was found.",
    block: tables.certificates,
    file: "csv/artifacts.csv",
    placed: true,
    searched: ["subject", "issuer", "names", "serial", "role", "algorithm", "curve", "subject_key",
               "authority_key", "signature"],
    columns: [
        certificateColumns.name,
        ...expiryColumns(tables.certificates),
        certificateColumns.role,
        algorithmColumn(tables.certificates),
        certificateColumns.verdict,
        severityColumn(tables.certificates, "Findings"),
        numberColumn(tables.certificates, "places", "Places", "places"),
        firstPlaceColumn(tables.certificates, { aside: true }),
        textColumn(tables.certificates, "names", "Alternative names", "names", { aside: true }),
        textColumn(tables.certificates, "signature", "Signature", "signature",
                   { aside: true, choices: true, width: 12 }),
        codeColumn(tables.certificates, "serial", "Serial", "serial", { aside: true }),
        digestColumn(tables.certificates, "sha256", "SHA-256", "sha256"),
    ],
    groups: [
        { id: "issuer", title: "by issuer", value: (row) => tables.certificates.text("issuer", row),
          label: (row) => ["Issued by ",
                           make("strong", {}, value(tables.certificates.text("issuer", row)))] },
        { id: "algorithm", title: "by algorithm",
          value: (row) => algorithm(tables.certificates, row),
          label: (row) => make("strong", {}, algorithm(tables.certificates, row)) },
        { id: "expires", title: "by year of expiry",
          value: (row) => tables.certificates.text("not_after", row).slice(0, 4),
          label: (row) => ["Expires in ", make("strong", {},
              tables.certificates.text("not_after", row).slice(0, 4))] },
    ],
    csv: [["sha256", (row) => tables.certificates.digest("sha256", row)],
          ["not_after", (row) => tables.certificates.text("not_after", row)]],
    detail: (row) => certificateDetail(row),
});

/* The name at which a path ends: the anchor, or who is missing. */
function chainEnd(row) {
    const links = tables.links.rowsWith("certificate", tables.certificates.number("id", row));
    const last = links.length ? tables.certificates.rowOf(
        tables.links.number("member", links[links.length - 1])) : row;
    const ends = VERDICTS[tables.certificates.text("verdict", row)]?.end;
    return last < 0 ? "a certificate that is not on this page"
        : tables.certificates.text(ends ? "issuer" : "subject", last);
}

addView({
    id: "chains",
    title: "Chains",
    sort: "chain",
    lead: "How each certificate that is not a CA, and each self-signed one, leads to something " +
        "trusted. Open a row for the path; what breaks it is marked.",
    none: "There was no chain to judge.",
    block: tables.certificates,
    file: "inventory.db, tables chain and chain_link",
    placed: true,
    holds: (row) => tables.certificates.text("verdict", row) !== "",
    searched: ["subject", "issuer", "names", "chain"],
    columns: [
        certificateColumns.verdict,
        certificateColumns.name,
        { id: "path", title: "Path", value: (row) => pathWords(row), show: (row) => pathShort(row) },
        textColumn(tables.certificates, "words", "In words", "chain", { screen: true }),
        certificateColumns.role,
        ...expiryColumns(tables.certificates),
    ],
    groups: [
        { id: "end", title: "by where they end", value: chainEnd,
          label: (row) => [VERDICTS[tables.certificates.text("verdict", row)]?.end
                               ? tag("error", "Broken before") : tag("good", "Ends at"), " ",
                           make("strong", {}, value(chainEnd(row)))] },
        { id: "verdict", title: "by verdict",
          value: (row) => tables.certificates.text("verdict", row),
          label: (row) => verdict(tables.certificates.text("verdict", row)) },
    ],
    detail: (row) => chainDetail(row),
});

addView({
    id: "truststores",
    title: "Truststores",
    lead: "Files that were taken for truststores, and why. Who depends on one: certificates whose " +
        "path ends at a member. Name others with --truststore.",
    none: "No file was taken for a truststore, so nothing could be judged as trusted.",
    block: tables.truststores,
    file: "inventory.db, table truststore",
    searched: ["path", "trail", "reason"],
    columns: [
        whereColumn(tables.truststores, { title: "Truststore", main: true }),
        textColumn(tables.truststores, "reason", "Taken for one because", "reason"),
        textColumn(tables.truststores, "recognised", "Recognised by", "recognised",
                   { choices: true, width: 8 }),
        { id: "members", title: "Members", number: true, width: 6.5,
          value: (row) => membersOfStore(tables.truststores.number("id", row)).length },
        { id: "expired", title: "Expired members", number: true, width: 6.5,
          value: (row) => membersOfStore(tables.truststores.number("id", row))
              .map((id) => tables.certificates.rowOf(id))
              .filter((each) => each >= 0 &&
                  daysUntil(tables.certificates.text("not_after", each)) < 0).length },
        { id: "dependants", title: "Depend on it", number: true, width: 7,
          value: (row) => dependantsOf(tables.truststores.number("id", row)).length },
        { id: "lacking", title: "Issuers missing", number: true, width: 7,
          value: (row) => withoutIssuer(tables.truststores.number("id", row)).length },
        { id: "refused", title: "Clients refused", number: true, width: 7,
          value: (row) => refusedBy(tables.truststores.number("id", row)).length },
    ],
    detail: (row) => truststoreDetail(row),
});

addView({
    id: "references",
    title: "Configuration",
    lead: "What configuration files name: keys, certificates and truststores, and whether the file " +
        "that is meant was found.",
    none: "No configuration file that was read names a key or a certificate.",
    block: tables.references,
    file: "inventory.db, table reference",
    searched: ["path", "trail", "directive", "role", "name", "target", "family", "verdict"],
    columns: [
        whereColumn(tables.references),
        textColumn(tables.references, "family", "Of", "family", { choices: true, width: 7 }),
        codeColumn(tables.references, "directive", "Directive", "directive",
                   { choices: true, width: 14 }),
        textColumn(tables.references, "role", "Names a", "role", { choices: true, width: 9 }),
        codeColumn(tables.references, "name", "As written", "name", { main: true }),
        textColumn(tables.references, "verdict", "Found", "verdict", { choices: true, width: 7 }),
        textColumn(tables.references, "target", "Which is", "target"),
    ],
    groups: [
        { id: "file", title: "by file", value: (row) => tables.references.text("path", row),
          label: (row) => value(tables.references.text("path", row), "path") },
        { id: "target", title: "by what is named",
          value: (row) => tables.references.text("target", row) ||
              tables.references.text("name", row),
          label: (row) => value(tables.references.text("target", row) ||
              tables.references.text("name", row), "path") },
    ],
    detail: (row) => referenceDetail(row),
});

addView({
    id: "others",
    title: "Other finds",
    lead: "Private and public keys, certificate requests, revocation lists, keystores: everything " +
        "that is no certificate.",
    none: "There is nothing of this sort.",
    block: tables.others,
    file: "csv/artifacts.csv",
    placed: true,
    searched: ["kind", "subject", "issuer", "names", "algorithm", "curve"],
    columns: [
        { id: "kind", title: "Kind", width: 11, choices: true, value: kindOf,
          show: (row) => capital(kindOf(row)) },
        { id: "what", title: "What it is", main: true,
          value: (row) => tables.others.text("subject", row) || tables.others.text("issuer", row) ||
              algorithm(tables.others, row),
          show: (row) => [value(tables.others.text("subject", row) ||
                                tables.others.text("issuer", row) || algorithm(tables.others, row)),
                          " ", keyLink(tables.others.number("key", row))] },
        algorithmColumn(tables.others),
        firstPlaceColumn(tables.others),
        { id: "locked", title: "Locked", width: 6, choices: true,
          value: (row) => (tables.places.rowsWith("artifact", tables.others.number("id", row))
              .some((each) => tables.places.number("locked", each) === 1) ? "locked" : "open") },
        severityColumn(tables.others, "Findings"),
        numberColumn(tables.others, "places", "Places", "places"),
    ],
    groups: [{ id: "kind", title: "by kind", value: kindOf,
               label: (row) => make("strong", {}, capital(kindOf(row))) }],
    detail: (row) => otherDetail(row),
});

addView({
    id: "problems",
    title: "Problems",
    lead: "Whatever could not be read, opened or understood, in whole or in part. What it holds is " +
        "missing from the rest of this report.",
    none: "There was no problem: everything that was met was read to its end.",
    block: tables.problems,
    file: "csv/problems.csv",
    searched: ["code", "detail", "path", "trail", "revision", "stage"],
    columns: [
        codeColumn(tables.problems, "reason", "Reason", "code", { choices: true, width: 12 }),
        textColumn(tables.problems, "detail", "What happened", "detail", { main: true }),
        whereColumn(tables.problems),
        textColumn(tables.problems, "stage", "Stage", "stage", { choices: true, width: 7 }),
        { id: "folder", title: "Folder", aside: true, menu: true, choices: true, width: 12,
          value: (row) => folderOf(tables.problems.text("path", row)) },
    ],
    groups: [
        { id: "reason", title: "by reason", value: (row) => tables.problems.text("code", row),
          label: (row) => make("code", {}, tables.problems.text("code", row)) },
        { id: "folder", title: "by folder",
          value: (row) => folderOf(tables.problems.text("path", row)),
          label: (row) => value(folderOf(tables.problems.text("path", row)), "path") },
    ],
    detail: (row) => problemDetail(row),
});
