/* Columns of the views. A column: id in the address, title, value(row) to sort, filter and export
 * by, show(row) what its cell holds (default: the value), width in rem (default: a share of the
 * rest), choices: can be filtered by, aside: hidden until wanted, and its filter with it unless
 * menu says otherwise, screen: left out on paper, number: set to the right, order(row): a number to
 * sort by instead of the value. */

function textColumn(block, id, title, name, more = {}) {
    return { id, title, value: (row) => block.text(name, row),
             show: (row) => value(block.text(name, row)), ...more };
}

function codeColumn(block, id, title, name, more = {}) {
    return { id, title, value: (row) => block.text(name, row),
             show: (row) => make("code", {}, block.text(name, row)), ...more };
}

function numberColumn(block, id, title, name, more = {}) {
    return { id, title, number: true, width: 6, value: (row) => block.number(name, row),
             show: (row) => count(block.number(name, row)), ...more };
}

function digestColumn(block, id, title, name, more = {}) {
    return { id, title, aside: true, width: 15, value: (row) => block.digest(name, row),
             show: (row) => make("code", { class: "cut" }, block.digest(name, row)), ...more };
}

function severityColumn(block, title, more = {}) {
    return { id: "severity", title, width: 8.25, choices: true,
             value: (row) => SEVERITIES[block.number("rank", row)] ?? "none",
             order: (row) => (block.number("rank", row) < 0 ? 9 : block.number("rank", row)),
             show: (row) => severity(block.number("rank", row)), ...more };
}

function algorithmColumn(block) {
    return { id: "algorithm", title: "Algorithm", width: 9, choices: true,
             value: (row) => algorithm(block, row) };
}

/* When something expires: the state to choose by, the date to sort by. */
function expiryColumns(block) {
    const moment = (row) => block.text("not_after", row);
    return [
        { id: "expires", title: "Expires", width: 13, choices: true,
          value: (row) => expiryState(moment(row)),
          order: (row) => Date.parse(moment(row)) / 1000 || 0,
          show: (row) => expiry(moment(row)) },
        { id: "month", title: "Month of expiry", aside: true, choices: true, width: 9,
          value: (row) => moment(row).slice(0, 7) },
    ];
}

function whereColumn(block, more = {}) {
    return { id: "where", title: "Where", value: (row) => whereText(block, row),
             show: (row) => where(block, row), ...more };
}

/* The folder below the root: what a team owns. */
function folderOf(path) {
    const parts = path.split("/");
    return parts.length > 2 ? parts.slice(0, path.startsWith("/") ? 4 : 2).join("/") : path;
}

/* Where something lies first, for tables whose rows have places of their own. */
function firstPlaceColumn(block, more = {}) {
    const first = (row) => tables.places.rowsWith("artifact", block.number("id", row))[0];
    return { id: "where", title: "First place",
             value: (row) => (first(row) === undefined ? "" : whereText(tables.places, first(row))),
             show: (row) => (first(row) === undefined ? "" : where(tables.places, first(row))),
             ...more };
}
