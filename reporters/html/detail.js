/* What an open row shows, for each view. */

function findingDetail(row) {
    const { findings } = tables;
    const artifact = findings.number("artifact", row);
    const found = artifact < 0 ? null : artifactOf(artifact);
    const parts = [
        make("p", {}, make("strong", {}, findings.text("title", row)), " ",
             make("code", {}, findings.text("check", row))),
        make("p", {}, value(findings.text("message", row))),
        heading("What to do"), command(findings.text("remedy", row)),
        heading("Where"), make("p", {}, where(findings, row)),
        fields([["Profile", findings.text("profile", row)], ["About", artifact >= 0 && artifactLink(artifact)],
                ["Key", findings.number("key", row) >= 0 && keyLink(findings.number("key", row))],
                ["SHA-256 of the DER", found && digest(found[0].digest("sha256", found[1]))],
                ["SHA-256 of the public key", found && digest(found[0].digest("spki", found[1]))],
                ["Identity", !found && digest(findings.text("identity", row))]]),
    ];
    if (found) {
        parts.push(heading("All places"), placeList(artifact, found[0].number("places", found[1])));
        if (found[0] === tables.certificates && found[0].text("verdict", found[1])) {
            parts.push(heading("Chain"), chainGraph(found[1]));
        }
        parts.push(relatedFindings(findings.rowsWith("artifact", artifact), row));
    }
    return [...parts, addressButton(`#finding=${findings.number("id", row)}`)];
}

function keyDetail(row) {
    const { keys, findings } = tables;
    const id = keys.number("id", row);
    const members = membersOfKey(id);
    return [
        fields([["SHA-256 of the public key", digest(keys.digest("spki", row))],
                ["modulus_sha1", digest(keys.digest("modulus", row))],
                ["Algorithm", algorithm(keys, row)],
                ["State", keys.text("state", row)]]),
        relatedFindings(findings.rowsWith("key", id)),
        heading("Members and their places"),
        make("div", { class: "members" }, listOf(members, (member) => {
            const found = artifactOf(member);
            return [make("h4", {}, artifactLink(member)),
                    found && placeList(member, found[0].number("places", found[1]))];
        }, "csv/artifacts.csv")),
        addressButton(keyAddress(row)),
    ];
}

function usageOf(bits) {
    return bits < 0 ? quiet("no restriction")
        : USAGES.filter(([bit]) => bits & bit).map(([, name]) => name).join(", ") || "none";
}

function extensionsOf(row) {
    const block = tables.certificates;
    const extended = block.text("extended_usage", row);
    const path = block.number("path_length", row);
    return [["Basic constraints", (block.number("ca", row) === 1 ? "CA" : "not a CA") +
                (path >= 0 ? `, path length ${path}` : "")],
            ["Key usage", usageOf(block.number("usage", row))],
            ["Extended key usage", extended === "*" ? quiet("no restriction") : value(extended)],
            ["Subject key identifier", block.text("subject_key", row)],
            ["Authority key identifier", block.text("authority_key", row)],
            ["Version", block.number("version", row)]];
}

function certificateFields(row) {
    const block = tables.certificates;
    const text = (name) => block.text(name, row) && value(block.text(name, row));
    return make("div", { class: "pair" },
        fields([["Subject", text("subject")], ["Alternative names", text("names")],
                ["Issuer", text("issuer")], ["Serial", make("code", {}, block.text("serial", row))],
                ["Valid", `${block.text("not_before", row)} to ${block.text("not_after", row)}`],
                ["Role", [block.text("role", row), block.text("role_reason", row) &&
                    quiet(" because: ", value(block.text("role_reason", row)))]],
                ...extensionsOf(row)]),
        fields([["SHA-256 of the DER", digest(block.digest("sha256", row))],
                ["SHA-256 of the public key", digest(block.digest("spki", row))],
                ["modulus_sha1", digest(block.digest("modulus", row))],
                ["Key", [algorithm(block, row), " ", keyLink(block.number("key", row))]],
                ["Signature", block.text("signature", row)],
                ["Revocation", revocationOf(row)],
                ["Publicly known", text("known")], ["Why nobody may rely on it", text("faults")],
                ["Departs from RFC 5280", text("deviations")],
                ["Signed by", block.number("self_signed", row) === 1 ? "its own key: self-signed"
                    : block.number("self_issued", row) === 1 ? "another key of the same name"
                        : "not its own key"]]));
}

function revocationOf(row) {
    const block = tables.certificates;
    const marks = { good: "good", revoked: "error", undetermined: "plain" };
    const state = block.text("revocation", row);
    return state && [tag(marks[state] ?? "plain", capital(state)), " ",
                     value(block.text("revocation_detail", row)), ", by ",
                     artifactLink(block.number("crl", row))];
}

function chainFaults(row) {
    const { faults } = tables;
    const rows = faults.rowsWith("certificate", tables.certificates.number("id", row));
    return rows.length === 0 ? "" : listOf(rows, (fault) =>
        [tag(faults.text("code", fault) === "expired-alternate" ? "warning" : "error",
             capital(faultWords(faults.text("code", fault)))), " ",
         certificateLink(faults.number("member", fault)), " ",
         faults.number("other", fault) !== faults.number("member", fault) &&
             [quiet("towards "), certificateLink(faults.number("other", fault)), " "],
         value(faults.text("detail", fault))], "inventory.db, table chain_fault");
}

function chainParts(row) {
    const block = tables.certificates;
    if (block.text("verdict", row) === "") {
        return "";
    }
    return [heading("Chain"), make("p", {}, verdict(block.text("verdict", row)), " ",
                                   value(block.text("chain", row))), chainGraph(row), chainFaults(row),
            fields([["Keeps the rules of RFC 5280", block.number("valid", row) === 1 ? "yes" : "no"],
                    ["Good for", block.text("purposes", row)],
                    ["Search", block.number("bound_hit", row) === 1 &&
                        "a bound was reached: there may be a better path"]])];
}

/* What truststores near a client make of it. */
function trustOf(certificate) {
    const { trust, truststores } = tables;
    const rows = trust.rowsWith("certificate", certificate);
    return rows.length === 0 ? "" : [heading("Truststores near this client"), listOf(rows, (row) => {
        const store = truststores.rowOf(trust.number("truststore", row));
        const state = trust.text("state", row);
        const mark = trust.number("refuses", row) === 1 ? "error"
            : ["member", "path"].includes(state) ? "good" : "plain";
        return [tag(mark, TRUST[state] ?? state), " ",
                store >= 0 && storeLink(store)];
    }, "inventory.db, table client_trust")];
}

/* Configuration that names a file. */
function namedBy(file) {
    const rows = tables.references.rowsWith("file", file);
    return rows.length === 0 ? "" : [heading("Named by"), listOf(rows, (row) =>
        [make("a", { href: `#reference=${tables.references.number("id", row)}` },
              where(tables.references, row)), " ",
         make("code", {}, tables.references.text("directive", row))], "inventory.db, table reference")];
}

function certificateParts(row) {
    const block = tables.certificates;
    const id = block.number("id", row);
    const stores = storesOf(id);
    return [
        heading("Places"), placeList(id, block.number("places", row)),
        stores.length > 0 && [heading("In these truststores"), listOf(stores, storeLink, "inventory.db")],
        trustOf(id),
        addressButton(addressOf(id)),
    ];
}

function certificateDetail(row) {
    const id = tables.certificates.number("id", row);
    return [relatedFindings(tables.findings.rowsWith("artifact", id)), certificateFields(row),
            chainParts(row), certificateParts(row)];
}

function chainDetail(row) {
    const id = tables.certificates.number("id", row);
    return [chainParts(row), relatedFindings(tables.findings.rowsWith("artifact", id)),
            certificateFields(row), certificateParts(row)];
}

function storeLink(row) {
    return make("a", { href: `#truststore=${tables.truststores.number("id", row)}` },
                where(tables.truststores, row));
}

function storeMember(id, lacks) {
    const row = tables.certificates.rowOf(id);
    const block = tables.certificates;
    return [certificateLink(id), row >= 0 && [", ", expiry(block.text("not_after", row))],
            row >= 0 && block.number("ca", row) !== 1 && block.number("self_signed", row) !== 1 &&
                [" ", tag("warning", "Not a CA")],
            lacks.has(id) && row >= 0 &&
                [" ", tag("warning", "Issuer not in this store"), " ",
                 quiet(value(block.text("issuer", row)))]];
}

function truststoreDetail(row) {
    const { truststores } = tables;
    const store = truststores.number("id", row);
    const lacks = new Set(withoutIssuer(store));
    const dependent = dependantsOf(store);
    const refused = refusedBy(store);
    const elsewhere = heldByOthers(store);
    return [
        fields([["Taken for one because", value(truststores.text("reason", row))],
                ["Recognised by", truststores.text("recognised", row)],
                ["Public", truststores.number("web", row) === 1 && "a list of the web's public roots"]]),
        namedBy(store),
        heading("Members, in the order of the file"),
        listOf(membersOfStore(store), (id) => storeMember(id, lacks), "csv/artifacts.csv", "ol"),
        heading(`Depend on it: ${count(dependent.length)}`),
        dependent.length > 0 ? listOf(dependent, (id) => certificateLink(id), "inventory.db")
                             : make("p", { class: "quiet" }, "No certificate that was read needs it."),
        refused.length > 0 &&
            [heading(`Clients near it that it refuses: ${count(refused.length)}`),
             listOf(refused, (each) => [certificateLink(tables.trust.number("certificate", each)), " ",
                                        quiet(TRUST[tables.trust.text("state", each)] ?? "")],
                    "inventory.db, table client_trust")],
        elsewhere.length > 0 &&
            [heading("Not here, but in other truststores"),
             listOf(elsewhere, ([id, stores]) => [certificateLink(id), " ",
                                                  quiet(`in ${count(stores, "other")}`)],
                    "csv/artifacts.csv")],
        addressButton(`#truststore=${store}`),
    ];
}

function referenceDetail(row) {
    const { references, places } = tables;
    const held = references.number("file", row) < 0 ? []
        : [...new Set(places.rowsWith("file", references.number("file", row))
            .map((place) => places.number("artifact", place)))];
    const text = (name) => references.text(name, row) && value(references.text(name, row));
    return [
        make("p", {}, where(references, row), ": ", make("code", {}, references.text("directive", row)),
             " names ", make("code", {}, references.text("name", row))),
        fields([["Of", text("family")], ["Names a", text("role")], ["Found", text("verdict")],
                ["Which is", text("target")]]),
        held.length > 0 && [heading("What is in that file"), listOf(held, artifactLink, "csv/artifacts.csv")],
        addressButton(`#reference=${references.number("id", row)}`),
    ];
}

function otherDetail(row) {
    const block = tables.others;
    const id = block.number("id", row);
    const text = (name) => block.text(name, row) && value(block.text(name, row));
    return [
        relatedFindings(tables.findings.rowsWith("artifact", id)),
        fields([["Subject", text("subject")], ["Alternative names", text("names")],
                ["Publicly known", text("known")], ["Issuer", text("issuer")], ["From", text("not_before")],
                ["Next update", text("not_after")], ["Signature", text("signature")],
                ["Key", block.number("key", row) >= 0 && keyLink(block.number("key", row))],
                ["SHA-256", digest(block.digest("sha256", row))],
                ["SHA-256 of the public key", digest(block.digest("spki", row))]]),
        heading("Places"), placeList(id, block.number("places", row)),
        addressButton(`#other=${id}`),
    ];
}

function problemDetail(row) {
    const { problems } = tables;
    return [make("p", {}, make("code", {}, problems.text("code", row)), " ",
                 value(problems.text("detail", row))),
            make("p", {}, where(problems, row)),
            addressButton(`#problem=${problems.number("id", row)}`)];
}
