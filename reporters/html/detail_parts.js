/* What the details of several views are made of. */

const LISTED = 100; /* entries of one list */

function heading(words) {
    return make("h3", {}, words);
}

/* [[name, content], ...]; what has no content is left out. */
function fields(entries) {
    return make("dl", { class: "fields" }, entries
        .filter(([, content]) => content !== "" && content !== null && content !== undefined &&
            content !== false)
        .map(([name, content]) => [make("dt", {}, name), make("dd", {}, content)]));
}

function digest(text) {
    return text === "" ? "" : [make("code", { class: "digest" }, text), " ",
                               copyButton(() => text, "this digest")];
}

function command(text) {
    const alone = commandOf(text);
    return make("div", { class: "remedy" }, value(text), " ",
                alone && copyButton(() => alone, "the command"));
}

function listOf(items, show, rest, kind = "ul") {
    return make(kind, { class: "places" }, items.slice(0, LISTED).map((each) => make("li", {}, show(each))),
                items.length > LISTED &&
                    make("li", { class: "quiet" }, `and ${count(items.length - LISTED)} more: ${rest}`));
}

/* Since when and until when git has it there, and which refs lead to it. */
function historyOf(row) {
    const { places } = tables;
    const commit = (id, date) => [make("code", { class: "revision", title: id }, id.slice(0, 10)),
                                  date && [" of ", make("time", {}, date.slice(0, 10))]];
    const first = places.text("revision", row);
    const last = places.text("last", row);
    const refs = places.text("refs", row);
    return make("div", { class: "quiet" },
                first ? ["first in ", commit(first, places.text("date", row))] : "in no commit",
                last && [first === last ? ", and in no later commit" : [", last in ",
                         commit(last, places.text("last_date", row))]],
                refs ? ["; refs: ", value(refs)]
                    : places.text("state", row) === "unreachable" && "; no ref leads to it");
}

const IN_GIT = { "staged": "Staged, not committed", "reachable": "Only in history", "unreachable": "Reached by no ref" };

function placeOf(row) {
    const { places } = tables;
    const git = places.text("state", row);
    const words = IN_GIT[git] ?? (git === "" && places.number("live", row) === 0 ? "Only in history" : "");
    const state = words ? [" ", tag("plain", words)] : "";
    const locked = places.number("locked", row) === 1
        ? [" ", tag("plain", "Locked"), " ", quiet(value(places.text("lock", row)))] : "";
    return [where(places, row), " ",
            quiet(`(${[places.text("encoding", row), places.text("structure", row)]
                .filter(Boolean).join(", ")})`), locked, state, git && historyOf(row)];
}

/* Every place of an artifact; total is how many there are. */
function placeList(artifact, total) {
    const rows = tables.places.rowsWith("artifact", artifact);
    return [listOf(rows, placeOf, "csv/artifacts.csv"),
            total > rows.length && rows.length <= LISTED &&
                make("p", { class: "quiet" },
                     `${count(total - rows.length)} more: csv/artifacts.csv`)];
}

function findingLink(row) {
    const { findings } = tables;
    return [severity(findings.number("rank", row)), " ",
            make("a", { href: `#finding=${findings.number("id", row)}` }, findings.text("title", row)),
            " ", quiet(where(findings, row))];
}

/* Findings about an artifact, but for one. */
function relatedFindings(rows, but) {
    const others = rows.filter((row) => row !== but);
    return others.length === 0 ? ""
        : [heading(but === undefined ? "Findings" : "Also found about it"),
           make("div", { class: "related" }, listOf(others, findingLink, "csv/findings.csv"))];
}

/* The name or kind of an artifact, and a link to it. */
function artifactLink(id) {
    const found = artifactOf(id);
    if (!found) {
        return quiet(`number ${id} of the inventory, above the bound of this page`);
    }
    const [block, row] = found;
    if (block === tables.certificates) {
        return ["certificate ", certificateLink(id), ", ", expiry(block.text("not_after", row))];
    }
    return [make("a", { href: `#other=${id}` }, kindOf(row)), " ", value(block.text("subject", row))];
}

/* Copies the address of an open row. */
function addressButton(hash) {
    const act = button("copy link", () => copy(`${location.href.split("#")[0]}${hash}`, act),
                       { class: "copy", "aria-label": "copy link to this row" });
    return make("p", { class: "own-address" }, make("a", { href: hash }, make("code", {}, hash)), " ", act);
}
