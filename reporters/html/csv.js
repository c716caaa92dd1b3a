/* The filtered view as a CSV file, by the rules of the files in csv/: RFC 4180, and a cell that a
 * spreadsheet would take for a formula begins with an apostrophe. */

function csvCell(text) {
    const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]|^ |^'/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function csvText(list) {
    const columns = list.columns.map((column) => [
        column.title, column.id === "expires"
            ? (row) => list.view.block.text("not_after", row)
            : (row) => String(column.value(row))]);
    const all = [...columns, ...(list.view.csv ?? [])];
    const lines = [all.map(([title]) => csvCell(title)).join(",")];
    for (const row of list.found) {
        lines.push(all.map(([, text]) => csvCell(text(row))).join(","));
    }
    return `${lines.join("\r\n")}\r\n`;
}

function saveCsv(list) {
    const place = URL.createObjectURL(new Blob([csvText(list)], { type: "text/csv;charset=utf-8" }));
    const link = make("a", { href: place, download: `${list.view.id}.csv` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(place), 60000);
}
