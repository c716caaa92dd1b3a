/* Which rows of a view are wanted: free text, a place, choices in columns. The state of a view is
 * what its address says:
 *
 *   q      words that must all be there         place  a part of the path
 *   sort   a column, "-" before it: descending  group  how rows are put together
 *   hide   columns that are not shown           and for each column with choices its values */

class State {
    constructor(view, query = new URLSearchParams()) {
        this.view = view;
        this.q = query.get("q") ?? "";
        this.place = query.get("place") ?? "";
        this.sort = query.get("sort") ?? view.sort ?? "";
        this.group = view.groups.some((each) => each.id === query.get("group"))
            ? query.get("group") : "";
        this.hidden = new Set(query.has("hide") ? query.get("hide").split(",")
            : view.columns.filter((each) => each.aside).map((each) => each.id));
        this.choices = new Map();
        for (const column of view.columns.filter((each) => each.choices)) {
            this.choices.set(column, new Set(query.getAll(column.id)));
        }
    }

    get address() {
        const state = {};
        for (const [column, chosen] of this.choices) {
            if (chosen.size) {
                state[column.id] = [...chosen];
            }
        }
        for (const name of ["q", "place", "sort", "group"]) {
            if (this[name] && this[name] !== this.view[name]) {
                state[name] = this[name];
            }
        }
        const usual = this.view.columns.filter((each) => each.aside).map((each) => each.id);
        if ([...this.hidden].sort().join() !== usual.sort().join()) {
            state.hide = [...this.hidden].join(",");
        }
        return address(this.view.id, state);
    }

    get filters() {
        return Boolean(this.q || this.place) || [...this.choices.values()].some((each) => each.size);
    }
}

/* Words, or "several words" in quotes; lower case. */
function termsOf(text) {
    return [...text.toLowerCase().matchAll(/"([^"]+)"|(\S+)/g)].map((term) => term[1] ?? term[2]);
}

function markTexts(mark, block, names, needle) {
    const hits = block.stringsWith(needle);
    for (const name of names) {
        const column = block.content.text[name];
        for (let row = 0; row < mark.length; row++) {
            mark[row] |= hits[column[row]];
        }
    }
}

/* Rows that lie at a place with the needle in it. */
function markPlaces(mark, block, needle) {
    const owners = ownersOfPlaces(block);
    const hits = tables.places.stringsWith(needle);
    const { path, trail } = tables.places.content.text;
    for (let place = 0; place < owners.length; place++) {
        if (owners[place] >= 0 && (hits[path[place]] || hits[trail[place]])) {
            mark[owners[place]] = 1;
        }
    }
}

function markDigests(mark, block, needle) {
    for (const [width, all] of Object.values(block.content.digest)) {
        for (let at = all.indexOf(needle); at >= 0; at = all.indexOf(needle, at + 1)) {
            if ((at % width) + needle.length <= width) {
                mark[Math.floor(at / width)] = 1;
            }
        }
    }
}

function markWord(rows, needle) {
    const { view, block } = rows;
    const mark = new Uint8Array(block.rows);
    markTexts(mark, block, view.searched, needle);
    if (view.placed) {
        markPlaces(mark, block, needle);
    }
    if (/^[0-9a-f]{6,64}$/.test(needle)) {
        markDigests(mark, block, needle);
    }
    return mark;
}

function markPlace(rows, needle) {
    const mark = new Uint8Array(rows.block.rows);
    if (rows.view.placed) {
        markPlaces(mark, rows.block, needle);
    } else {
        markTexts(mark, rows.block, ["path", "trail"], needle);
    }
    return mark;
}

/* Rows that the state wants, in the order of the block. Choices in the column "except" are left
 * out: what else there is to choose. */
function wanted(rows, state, except) {
    const marks = termsOf(state.q).map((term) => markWord(rows, term));
    if (state.place) {
        marks.push(markPlace(rows, state.place.toLowerCase()));
    }
    const choices = [...state.choices].filter(([column, set]) => set.size && column !== except)
        .map(([column, set]) => [rows.values(column), set]);
    return rows.all.filter((row) => marks.every((mark) => mark[row]) &&
        choices.every(([values, set]) => set.has(values[row])));
}

/* What can be chosen in a column, with how many rows each would give: the most first. */
function choicesOf(rows, state, column) {
    const values = rows.values(column);
    const counts = new Map();
    for (const row of wanted(rows, state, column)) {
        counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
    }
    for (const chosen of state.choices.get(column)) {
        counts.set(chosen, counts.get(chosen) ?? 0);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
