/* The path of a certificate as a small graph: boxes from the certificate to its anchor, what breaks
 * the path marked, and a box for what is missing. */

const BOX = { width: 216, height: 62, gap: 96 };

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

function cut(text, most) {
    const letters = [...text];
    return letters.length > most ? `${letters.slice(0, most - 1).join("")}\u2026` : text;
}

const STEP_WORDS = { valid: "signed by", invalid: "not signed by", missing: "broken here",
                     unsure: "by name" };

function drawStep(box, x) {
    const middle = BOX.height / 2 + 4;
    const broken = box.step === "invalid" || box.step === "missing";
    const from = x - BOX.gap + 4;
    return draw("g", { class: broken ? "step broken" : box.step === "valid" ? "step" : "step unsure" },
                draw("path", { d: `M${from} ${middle}H${x - 8}` }),
                draw("path", { class: "tip", d: `M${x - 10} ${middle - 4}l7 4l-7 4z` }),
                broken && draw("path", { class: "cross", d: `M${x - BOX.gap / 2 - 6} ${middle - 6}l12 12m0 -12l-12 12` }),
                draw("text", { x: x - BOX.gap / 2, y: middle - 12 }, STEP_WORDS[box.step]));
}

function drawBox(box, x) {
    const days = box.moment ? daysUntil(box.moment) : 0;
    const kind = box.missing ? "missing" : box.fault ? "faulty" : box.source === "elsewhere" ? "apart" : "there";
    const content = [
        draw("rect", { x, y: 4, width: BOX.width, height: BOX.height, rx: 6 }),
        draw("text", { class: "name", x: x + 10, y: 24 }, cut(box.name, 29)),
        draw("text", { x: x + 10, y: 41 }, SOURCES[box.source] ?? box.source),
        box.moment && draw("text", { class: days < 0 || box.fault ? "expired" : "", x: x + 10, y: 57 },
                           box.fault && days >= 0 ? cut(box.fault, 34)
                               : days < 0 ? `expired ${box.moment.slice(0, 10)}`
                                   : `until ${box.moment.slice(0, 10)}`)];
    return draw("g", { class: `box ${kind}` }, draw("title", {}, [box.whole || box.name, box.fault]
        .filter(Boolean).join(": ")),
                box.member >= 0 ? draw("a", { href: addressOf(box.id) }, content) : content);
}

function chainGraph(row) {
    const path = pathOf(row);
    const width = path.length * (BOX.width + BOX.gap) - BOX.gap + 8;
    const graph = draw("svg", { class: "chain", viewBox: `0 0 ${width} ${BOX.height + 8}`, width,
                                height: BOX.height + 8, role: "group", "aria-label": pathWords(row) });
    path.forEach((box, index) => {
        const x = 4 + index * (BOX.width + BOX.gap);
        append(graph, [index > 0 && drawStep(box, x), drawBox(box, x)]);
    });
    return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Chain" }, graph);
}
