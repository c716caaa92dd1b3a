/* The path of a certificate as a small graph: boxes from the certificate to its anchor, what breaks
 * the path marked, and a box for what is missing. */

/* What a certificate does wrong on a path, in words; "" where it does not. */
function faultOf(leaf, member) {
    return tables.faults.rowsWith("certificate", leaf)
        .filter((row) => tables.faults.number("member", row) === member)
        .map((row) => faultWords(tables.faults.text("code", row))).join(", ");
}

/* The boxes of a path: [{id, name, source, moment, step, missing}]; step says how the box before
 * leads to this one: "valid", "invalid", "unsure", "missing". */
function pathOf(row) {
    const { certificates, links } = tables;
    const word = certificates.text("verdict", row);
    const rows = links.rowsWith("certificate", certificates.number("id", row));
    let step = "";
    const path = rows.map((link) => {
        const id = links.number("member", link);
        const member = certificates.rowOf(id);
        const box = {
            id, member, step, source: links.text("source", link),
            name: member < 0 ? `certificate ${id}` : shortName(certificates.text("subject", member)),
            whole: member < 0 ? "" : certificates.text("subject", member),
            moment: member < 0 ? "" : certificates.text("not_after", member),
            fault: faultOf(certificates.number("id", row), id),
        };
        step = links.text("signature", link) || "unsure";
        return box;
    });
    if (path.length === 0) {
        path.push({ id: certificates.number("id", row), member: row, step: "", source: "leaf",
                    name: shortName(certificates.text("subject", row)),
                    whole: certificates.text("subject", row),
                    moment: certificates.text("not_after", row) });
    }
    const end = VERDICTS[word]?.end;
    if (end && !path.some((box) => box.step === "invalid")) {
        const last = path[path.length - 1];
        const issuer = last.member < 0 ? "" : certificates.text("issuer", last.member);
        path.push({ step: "missing", missing: true, source: end, whole: issuer,
                    name: word === "unanchored" ? "trust anchor" : shortName(issuer) });
    }
    return path;
}

function pathWords(row) {
    return pathOf(row).map((box) => (box.step === "invalid" || box.missing || box.fault ? `\u2716 ${box.name}`
                                                                           : box.name))
        .join(" \u2192 ");
}

/* The path in a cell of the table. */
function pathShort(row) {
    return pathOf(row).map((box, index) => [
        index > 0 && (box.step === "invalid" || box.missing
            ? make("span", { class: "broken" }, " \u2716\u2192 ") : quiet(" \u2192 ")),
        box.missing ? make("span", { class: "broken" }, value(box.name), `, ${box.source}`)
                    : value(box.name),
        box.fault && make("span", { class: "broken" }, ` \u2716 ${box.fault}`)]);
}

const STEP_WORDS = { valid: "signed by", invalid: "not signed by", missing: "broken here",
                     unsure: "by name" };

function stepTo(box) {
    const broken = box.step === "invalid" || box.step === "missing";
    return make("span", { class: broken ? "step broken" : box.step === "valid" ? "step" : "step unsure" },
                broken && make("b", { class: "cross", "aria-hidden": "true" }, "\u2716 "), STEP_WORDS[box.step]);
}

/* What a box says below its name and its place: the fault, or until when. */
function stateOf(box) {
    const days = box.moment ? daysUntil(box.moment) : 0;
    if (!box.moment) {
        return null;
    }
    return days < 0 ? make("span", { class: "expired" }, `expired ${box.moment.slice(0, 10)}`)
        : box.fault ? make("span", { class: "expired" }, box.fault)
            : make("span", {}, `until ${box.moment.slice(0, 10)}`);
}

function boxOf(box) {
    const kind = box.missing ? "missing" : box.fault ? "faulty" : box.source === "elsewhere" ? "apart" : "there";
    return make(box.member >= 0 ? "a" : "span",
                { class: `box ${kind}`, href: box.member >= 0 && addressOf(box.id),
                  title: [box.whole || box.name, box.fault].filter(Boolean).join(": ") },
                value(box.name, "name"), make("span", {}, SOURCES[box.source] ?? box.source), stateOf(box));
}

function chainGraph(row) {
    return make("ol", { class: "chain", "aria-label": "Chain" }, pathOf(row).map((box, index) =>
        make("li", {}, index > 0 && stepTo(box), boxOf(box))));
}
