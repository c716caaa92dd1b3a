/* A table of any length: only the rows in sight, and a few around them, are elements. All rows have
 * one height and all headings another; the details of open rows are measured. Two empty rows stand
 * for what is above and below. An item is a row of the block, or -1 - g for the heading of group g. */

const AROUND = 12; /* rows drawn above and below what is in sight */
const NARROW = matchMedia("(max-width: 52rem)");

/* How many of the ascending numbers are below a bound. */
function firstNotBelow(numbers, bound) {
    let [from, to] = [0, numbers.length];
    while (from < to) {
        const middle = (from + to) >> 1;
        if (numbers[middle] < bound) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

class VirtualTable {
    constructor(view, { detail, sort }) {
        this.view = view;
        this.detail = detail;
        this.items = [];
        this.groups = [];
        this.open = new Map(); /* row -> height of its detail */
        this.drawn = new Map(); /* position -> elements */
        this.whole = false;
        this.above = make("tr", { class: "space", "aria-hidden": "true" }, make("td"));
        this.below = make("tr", { class: "space", "aria-hidden": "true" }, make("td"));
        this.body = make("tbody", {}, this.above, this.below);
        this.head = make("tr");
        this.columns = make("colgroup");
        this.element = make("table", { class: `records of-${view.id}` },
                            make("caption", {}, view.title), this.columns,
                            make("thead", {}, this.head), this.body);
        this.sort = sort;
        this.sizes = new ResizeObserver(() => this.measure());
        this.body.addEventListener("click", (event) => this.click(event));
    }

    heightOf(lines) {
        const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
        return Math.round(rem * (lines * 1.25 + 0.85));
    }

    /* Where a position begins, in pixels from the first. */
    top(position) {
        let top = position * this.rowHeight;
        for (const [at, row] of this.openAt) {
            if (at >= position) {
                break;
            }
            top += this.open.get(row);
        }
        return top - firstNotBelow(this.headingAt, position) * (this.rowHeight - this.headingHeight);
    }

    /* The position at so many pixels. */
    positionAt(pixels) {
        let [from, to] = [0, this.items.length];
        while (to - from > 1) {
            const middle = (from + to) >> 1;
            if (this.top(middle) <= pixels) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /* Shows other items, or other columns. */
    show(items, groups, columns, sorted) {
        [this.items, this.groups, this.shown] = [items, groups, columns];
        this.sorted = sorted;
        this.drawHead();
        this.restart();
    }

    restart() {
        const lines = NARROW.matches ? this.shown.length + 1 : this.view.lines;
        this.rowHeight = this.heightOf(lines);
        this.headingHeight = this.heightOf(1);
        this.element.style.setProperty("--row", `${this.rowHeight}px`);
        this.element.style.setProperty("--heading", `${this.headingHeight}px`);
        this.element.style.setProperty("--lines", lines);
        this.element.setAttribute("aria-rowcount", this.items.length + 1);
        for (const elements of this.drawn.values()) {
            elements.forEach((each) => each.remove());
        }
        this.drawn.clear();
        this.sizes.disconnect();
        this.findOpen();
        this.update();
    }

    findOpen() {
        this.openAt = [];
        this.headingAt = [];
        if (this.groups.length) {
            this.items.forEach((item, at) => item < 0 && this.headingAt.push(at));
        }
        if (this.open.size) {
            this.items.forEach((row, at) => this.open.has(row) && this.openAt.push([at, row]));
        }
    }

    drawHead() {
        const shares = this.shown.filter((each) => !each.width);
        const whole = shares.reduce((sum, each) => sum + (each.share ?? 20), 0);
        this.columns.replaceChildren(...this.shown.map((column) => {
            const element = make("col");
            element.style.width = column.width ? `${column.width}rem`
                : `${(100 * (column.share ?? 20)) / whole}%`;
            return element;
        }));
        this.head.replaceChildren(...this.shown.map((column) => {
            const up = this.sorted === column.id;
            const down = this.sorted === `-${column.id}`;
            return make("th", { scope: "col", class: column.number && "number",
                                "aria-sort": up ? "ascending" : down ? "descending" : undefined },
                        this.whole ? column.title /* browsers repeat no buttons on each page */
                            : button(column.title, () => this.sort(column)));
        }));
    }

    /* Draws what is in sight now. */
    update() {
        const box = this.body.getBoundingClientRect();
        const last = this.items.length - 1;
        let from = this.positionAt(Math.max(0, -box.top)) - AROUND;
        let to = this.positionAt(Math.max(0, innerHeight - box.top)) + AROUND;
        if (this.whole) {
            [from, to] = [0, last];
        }
        from = Math.max(0, Math.min(from, last));
        to = Math.min(last, Math.max(to, from));
        for (const [position, elements] of this.drawn) {
            if (position < from || position > to) {
                this.discard(position, elements);
            }
        }
        let before = this.below;
        for (let position = to; position >= from && position >= 0; position--) {
            if (!this.drawn.has(position)) {
                const elements = this.drawItem(position);
                this.drawn.set(position, elements);
                elements.forEach((each) => this.body.insertBefore(each, before));
            }
            before = this.drawn.get(position)[0];
        }
        const end = last < 0 ? 0 : this.top(last + 1);
        this.above.firstChild.style.height = `${last < 0 ? 0 : this.top(from)}px`;
        this.below.firstChild.style.height = `${last < 0 ? 0 : end - this.top(to + 1)}px`;
        this.measure();
    }

    discard(position, elements) {
        if (elements.some((each) => each.contains(document.activeElement))) {
            this.element.closest("section").querySelector("h2").focus({ preventScroll: true });
        }
        elements.forEach((each) => {
            this.sizes.unobserve(each);
            each.remove();
        });
        this.drawn.delete(position);
    }

    drawItem(position) {
        const item = this.items[position];
        return item < 0 ? [this.drawGroup(position, this.groups[-1 - item])]
            : this.open.has(item) ? [this.drawRow(position, item), this.drawDetail(item)]
                : [this.drawRow(position, item)];
    }

    drawGroup(position, group) {
        const toggle = make("button", { type: "button", class: "toggle",
                                        "aria-expanded": String(group.open),
                                        "aria-label": `${group.name}: rows` });
        return make("tr", { class: "heading", "aria-rowindex": position + 2, "data-position": position },
                    make("th", { scope: "rowgroup", colspan: this.shown.length },
                         make("div", { class: "cell" }, toggle, this.view.groups
                             .find((each) => each.id === group.by).label(group.rows[0]), " ",
                              make("span", { class: "total" }, count(group.rows.length, "row")),
                              group.worst < 9 && [" ", severity(group.worst)])));
    }

    drawRow(position, row) {
        const open = this.open.has(row);
        const main = this.shown.find((column) => column.main) ?? this.shown[0];
        return make("tr", { class: `row${open ? " open" : ""}${row === this.target ? " target" : ""}`,
                            "aria-rowindex": position + 2,
                            "data-position": position },
                    this.shown.map((column, index) => make(
                        column === main ? "th" : "td",
                        { scope: column === main && "row", class: column.number && "number" },
                        make("div", { class: "cell",
                                      "data-label": column === main || index === 0 ? false : column.title },
                             index === 0 && make("button", { type: "button", class: "toggle",
                                                             "aria-expanded": String(open),
                                                             "aria-label": "Details" }),
                             (column.show ?? ((each) => value(column.value(each))))(row)))));
    }

    drawDetail(row) {
        const element = make("tr", { class: "more" },
                             make("td", { colspan: this.shown.length },
                                  make("div", { class: "detail" }, this.detail(row))));
        this.sizes.observe(element);
        return element;
    }

    /* Heights of details are known when they are on the page. */
    measure() {
        let changed = false;
        for (const [position, elements] of this.drawn) {
            const height = elements[1]?.getBoundingClientRect().height;
            const row = this.items[position];
            if (height && Math.abs(height - this.open.get(row)) > 0.5) {
                this.open.set(row, height);
                changed = true;
            }
        }
        if (changed) {
            this.update();
        }
    }

    toggle(position, wanted) {
        const item = this.items[position];
        if (item < 0) {
            this.toggleGroup(this.groups[-1 - item]);
            return;
        }
        const open = wanted ?? !this.open.has(item);
        if (open === this.open.has(item)) {
            return;
        }
        if (open) {
            this.open.set(item, this.rowHeight);
        } else {
            this.open.delete(item);
        }
        this.findOpen();
        this.redraw(position);
    }

    redraw(position) {
        const focused = this.drawn.get(position)?.some((each) => each.contains(document.activeElement));
        this.drawn.get(position)?.forEach((each) => each.remove());
        this.drawn.delete(position);
        this.update();
        if (focused) {
            this.focus(position);
        }
    }

    click(event) {
        const row = event.target.closest("tr");
        const own = event.target.closest("a, button:not(.toggle), input, summary");
        const position = Number(row?.dataset.position ?? NaN);
        if (!own && position >= 0 && (event.target.closest(".toggle") || String(getSelection()) === "")) {
            this.toggle(position);
        }
    }

    focus(position) {
        this.drawn.get(position)?.[0].querySelector(".toggle")?.focus({ preventScroll: true });
    }

    /* Moves the focus by so many rows; false where it is on no row and nothing is in sight. */
    step(by) {
        const row = document.activeElement?.closest("tr");
        const at = this.body.contains(row) ? Number(row.dataset.position ?? NaN) : NaN;
        const next = Number.isNaN(at) ? (by > 0 ? 0 : -1) : at + by;
        if (next < 0 || next >= this.items.length) {
            return false;
        }
        if (!this.drawn.has(next) || !this.inSight(next)) {
            this.scrollTo(next);
        }
        this.focus(next);
        return true;
    }

    inSight(position) {
        const box = this.drawn.get(position)[0].getBoundingClientRect();
        return box.top > 100 && box.bottom < innerHeight;
    }

    /* Brings a position into sight, below what sticks to the top. */
    scrollTo(position) {
        const top = this.body.getBoundingClientRect().top + scrollY + this.top(position);
        scrollTo(0, Math.max(0, top - innerHeight / 4));
        this.update();
    }
}
