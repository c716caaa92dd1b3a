/* What the HTML report can do beyond being read: views, search, filters, order, groups, columns, CSV
 * and copies. The page is complete without it. Values of the inventory only ever pass through
 * textContent and attributes that mean nothing to the browser. */
(function () {
    "use strict";

    const STEP = 250; /* rows shown at once: more are a button away, and the page stays quick */
    const FACET_VALUES = 300;

    const lists = new Map(); /* table element -> Records */
    let views = [];
    let current = null;

    function make(tag, properties, ...children) {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
    }

    function button(words, act) {
        const element = make("button", { type: "button" }, words);
        element.addEventListener("click", act);
        return element;
    }

    const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
    const slug = (title) => title.toLowerCase().replace(/[^a-z0-9_]+/g, "-");

    /* One table: which of its rows are shown, and in what order. */
    class Records {
        constructor(table) {
            this.table = table;
            this.id = table.closest(".view").id;
            this.rows = [...table.tBodies];
            this.columns = [...table.tHead.rows[0].cells].map((cell, index) => ({
                cell,
                index,
                title: cell.textContent,
                name: slug(cell.textContent),
                number: cell.classList.contains("number"),
                facet: cell.classList.contains("facet"),
                group: cell.classList.contains("group"),
            }));
            this.shown = this.rows;
            this.reset();
            this.addTools();
            this.addHeaders();
            for (const row of this.rows) {
                row.classList.toggle("opens", row.rows.length > 1);
            }
        }

        reset() {
            this.state = { text: "", facets: {}, sort: null, down: false, group: "" };
            this.first = 0;
            this.limit = STEP;
        }

        cell(row, column) {
            return row.rows[0].cells[column.index];
        }

        /* What a filter or a group goes by: the title or the path of a cell that says more. */
        value(row, column) {
            const cell = this.cell(row, column);
            const part = cell.querySelector("strong, .path") ?? cell;
            return cell.dataset.facet ?? part.textContent.trim();
        }

        key(row, column) {
            const cell = this.cell(row, column);
            if (cell.dataset.sort !== undefined) {
                return Number(cell.dataset.sort);
            }
            const text = cell.textContent.trim();
            return column.number ? Number(text.replace(/,/g, "")) : text.toLowerCase();
        }

        /* What a search looks at: all of the row, its details too. */
        words(row) {
            row.searched ??= row.textContent.toLowerCase();
            return row.searched;
        }

        matching() {
            const { text, facets, sort, down, group } = this.state;
            const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
            const filters = this.columns.filter((column) => facets[column.name] !== undefined);
            const rows = this.rows.filter(
                (row) =>
                    filters.every((column) => this.value(row, column) === facets[column.name]) &&
                    wanted.every((word) => this.words(row).includes(word)),
            );
            this.order(rows, sort, down ? -1 : 1, this.key);
            this.order(rows, this.column(group), 1, this.value);
            return rows;
        }

        column(name) {
            return this.columns.find((column) => column.name === name) ?? null;
        }

        /* Array sort is stable: rows that compare equal keep the order they had. */
        order(rows, column, sign, key) {
            if (!column) {
                return;
            }
            const keys = new Map(rows.map((row) => [row, key.call(this, row, column)]));
            rows.sort((one, other) => {
                const a = keys.get(one);
                const b = keys.get(other);
                return a < b ? -sign : a > b ? sign : 0;
            });
        }

        update() {
            const rows = this.matching();
            const next = rows.slice(this.first, this.first + this.limit);
            const keep = new Set(next);
            for (const row of this.shown) {
                if (!keep.has(row)) {
                    row.hidden = true;
                }
            }
            for (const heading of this.table.querySelectorAll(":scope > .heading")) {
                heading.remove();
            }
            this.place(next, rows);
            this.shown = next;
            this.say(rows.length);
            this.reflect();
        }

        restart() {
            this.first = 0;
            this.limit = STEP;
            this.changed();
        }

        /* After a choice of the reader, which the address keeps. */
        changed() {
            this.update();
            remember(this.address());
        }

        place(next, rows) {
            const column = this.column(this.state.group);
            const counts = new Map();
            for (const row of column ? rows : []) {
                const value = this.value(row, column);
                counts.set(value, (counts.get(value) ?? 0) + 1);
            }
            let last = null;
            for (const row of next) {
                equip(row);
                row.hidden = false;
                const value = column ? this.value(row, column) : last;
                if (value !== last) {
                    this.table.append(this.heading(`${value || "none"} (${counts.get(value)})`));
                    last = value;
                }
                this.table.append(row);
            }
        }

        heading(words) {
            const cell = make("th", { scope: "rowgroup", colSpan: this.columns.length }, words);
            return make("tbody", { className: "heading" }, make("tr", {}, cell));
        }

        say(count) {
            const all = this.rows.length;
            const some = count < all ? ` that match, of ${grouped(all)}` : "";
            const last = Math.min(count, this.first + this.limit);
            const rows = `${grouped(count)} ${count === 1 ? "row" : "rows"}${some}`;
            const part = last - this.first < count;
            this.status.textContent = part
                ? `Rows ${grouped(this.first + 1)} to ${grouped(last)} of ${rows}`
                : rows;
            this.start.hidden = this.first === 0;
            this.more.hidden = last >= count;
            this.every.hidden = !part;
            this.every.textContent = `Show all ${grouped(count)}`;
        }

        /* Shows the state in the tools and in the headers. */
        reflect() {
            const { text, facets, sort, down, group } = this.state;
            if (this.search.value !== text) {
                this.search.value = text;
            }
            for (const [name, select] of this.selects) {
                select.value = facets[name] === undefined ? "" : `=${facets[name]}`;
                select.classList.toggle("active", facets[name] !== undefined);
            }
            if (this.groups) {
                this.groups.value = group;
                this.groups.classList.toggle("active", group !== "");
            }
            this.search.classList.toggle("active", text !== "");
            for (const column of this.columns) {
                if (column === sort) {
                    column.cell.setAttribute("aria-sort", down ? "descending" : "ascending");
                } else {
                    column.cell.removeAttribute("aria-sort");
                }
            }
        }

        address() {
            const { text, facets, sort, down, group } = this.state;
            const query = new URLSearchParams(facets);
            if (text) {
                query.set("text", text);
            }
            if (sort) {
                query.set("sort", (down ? "-" : "") + sort.name);
            }
            if (group) {
                query.set("group", group);
            }
            const tail = query.toString();
            return `#${this.id}${tail ? `?${tail}` : ""}`;
        }

        /* Takes over the state that an address asks for. */
        follow(query) {
            this.reset();
            for (const [name, value] of query) {
                if (name === "text") {
                    this.state.text = value;
                } else if (name === "sort") {
                    this.state.down = value.startsWith("-");
                    this.state.sort = this.column(value.replace(/^-/, ""));
                } else if (name === "group") {
                    this.state.group = this.column(value) ? value : "";
                } else if (this.column(name)) {
                    this.state.facets[name] = value;
                }
            }
            this.update();
        }

        /* Makes sure that a row is among those shown, and not thousands of others for its sake. */
        reveal(row) {
            if (!this.matching().includes(row)) {
                this.reset();
            }
            const index = this.matching().indexOf(row);
            if (index < this.first || index >= this.first + this.limit) {
                this.first = index - (index % STEP);
                this.limit = STEP;
            }
            this.update();
        }
    }

    /* The tools above a table. */
    Object.assign(Records.prototype, {
        addTools() {
            this.search = make("input", { type: "search", placeholder: "name, path, digest, ..." });
            this.search.addEventListener("input", () => {
                clearTimeout(this.timer);
                this.timer = setTimeout(() => {
                    this.state.text = this.search.value;
                    this.restart();
                }, 120);
            });
            const search = make("label", { className: "search" }, "Search");
            search.append(this.search);
            this.selects = new Map();
            const tools = make("div", { className: "tools" }, search);
            tools.setAttribute("role", "search");
            tools.setAttribute("aria-label", this.table.caption.textContent);
            for (const column of this.columns.filter((each) => each.facet)) {
                tools.append(this.facet(column));
            }
            if (this.columns.some((column) => column.group)) {
                tools.append(this.grouping());
            }
            tools.append(this.columnMenu());
            tools.append(button("CSV of these rows", () => this.download()));
            tools.append(
                button("Clear", () => {
                    this.reset();
                    this.changed();
                }),
            );
            this.table.before(tools);
            this.addPaging();
        },

        addPaging() {
            this.status = make("span");
            this.status.setAttribute("role", "status");
            this.start = button("Back to the first row", () => {
                this.first = 0;
                this.changed();
            });
            this.more = button(`Show ${STEP} more`, () => {
                this.limit += STEP;
                this.changed();
            });
            this.every = button("", () => {
                this.first = 0;
                this.limit = Infinity;
                this.changed();
            });
            const paging = make("div", { className: "paging" });
            paging.append(this.status, this.start, this.more, this.every);
            this.table.after(paging);
        },

        facet(column) {
            const counts = new Map();
            for (const row of this.rows) {
                const value = this.value(row, column);
                counts.set(value, (counts.get(value) ?? 0) + 1);
            }
            const select = make("select", {}, make("option", { value: "" }, "all"));
            const values = [...counts].sort((one, other) => other[1] - one[1]);
            for (const [value, count] of values.slice(0, FACET_VALUES)) {
                const words = `${value || "none"} (${grouped(count)})`;
                select.append(make("option", { value: `=${value}` }, words));
            }
            select.addEventListener("change", () => {
                delete this.state.facets[column.name];
                if (select.value) {
                    this.state.facets[column.name] = select.value.slice(1);
                }
                this.restart();
            });
            this.selects.set(column.name, select);
            return make("label", {}, column.title, select);
        },

        grouping() {
            this.groups = make("select", {}, make("option", { value: "" }, "nothing"));
            for (const column of this.columns.filter((each) => each.group)) {
                this.groups.append(make("option", { value: column.name }, column.title));
            }
            this.groups.addEventListener("change", () => {
                this.state.group = this.groups.value;
                this.restart();
            });
            return make("label", {}, "Group by", this.groups);
        },

        columnMenu() {
            const list = make("div");
            for (const column of this.columns.slice(1)) {
                const box = make("input", { type: "checkbox", checked: true });
                box.addEventListener("change", () => {
                    this.table.classList.toggle(`hide-${column.index + 1}`, !box.checked);
                });
                list.append(make("label", {}, box, column.title));
            }
            return make("details", { className: "menu" }, make("summary", {}, "Columns"), list);
        },

        addHeaders() {
            for (const column of this.columns) {
                const sort = button(column.title, () => {
                    const { state } = this;
                    state.down = state.sort === column && !state.down;
                    state.sort = column;
                    this.restart();
                });
                column.cell.replaceChildren(sort);
            }
        },

        /* The rows that match, all of them, as a spreadsheet may read them: RFC 4180, and nothing
         * that a spreadsheet would take for a formula. */
        download() {
            const field = (text) => {
                const plain = text.replace(/\s+/g, " ").trim();
                const guarded = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
                return `"${guarded.replace(/"/g, '""')}"`;
            };
            const lines = [this.columns.map((column) => field(column.title))];
            for (const row of this.matching()) {
                lines.push([...row.rows[0].cells].map((cell) => field(cell.textContent)));
            }
            const text = lines.map((line) => line.join(",")).join("\r\n") + "\r\n";
            const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
            make("a", { href: address, download: `certsweep-${this.id}.csv` }).click();
            setTimeout(() => URL.revokeObjectURL(address), 10000);
        },
    });

    /* The address, without an entry in the history for every key that is pressed. */
    function remember(address) {
        try {
            history.replaceState(null, "", address);
        } catch {
            /* a browser may forbid this for local files: then filters are not in the address */
        }
    }

    function show(view) {
        if (view === current) {
            return;
        }
        current = view;
        for (const each of views) {
            if (each === view) {
                each.hidden = false;
            } else {
                each.setAttribute("hidden", "until-found");
            }
        }
        for (const link of document.querySelectorAll("nav a")) {
            if (link.hash === `#${view.id}`) {
                link.setAttribute("aria-current", "page");
            } else {
                link.removeAttribute("aria-current");
            }
        }
        for (const table of view.querySelectorAll("table.records")) {
            if (!lists.has(table)) {
                lists.set(table, new Records(table));
                lists.get(table).update();
            }
        }
    }

    function reveal(element) {
        show(element.closest(".view") ?? views[0]);
        const row = element.closest("tbody");
        const list = lists.get(element.closest("table"));
        document.querySelector(".target")?.classList.remove("target");
        if (list && row) {
            list.reveal(row);
            row.classList.add("target");
            const details = row.querySelector(".more > td > details");
            if (details) {
                details.open = true;
            }
            row.tabIndex = -1;
            row.focus({ preventScroll: true });
            remember(`#${row.id}`);
        }
        element.scrollIntoView({ block: "start" });
    }

    /* #findings?severity=Error, #key-0123456789abcdef, ... */
    function route() {
        const [id, query] = location.hash.slice(1).split(/\?(.*)/s);
        const element = document.getElementById(id);
        if (!element || views.includes(element)) {
            const view = element ?? views[0];
            show(view);
            const list = lists.get(view.querySelector("table.records"));
            if (list && query !== undefined) {
                list.follow(new URLSearchParams(query));
            } else if (list) {
                remember(list.address());
            }
            scrollTo(0, 0);
        } else {
            reveal(element);
        }
    }

    function copy(text, source) {
        const done = () => {
            source.textContent = "copied";
            setTimeout(() => (source.textContent = "copy"), 1500);
        };
        const otherwise = () => {
            const area = make("textarea", { value: text });
            document.body.append(area);
            area.select();
            if (document.execCommand("copy")) {
                done();
            }
            area.remove();
        };
        if (navigator.clipboard) {
            navigator.clipboard.writeText(text).then(done, otherwise);
        } else {
            otherwise();
        }
    }

    /* Controls inside rows are made when the row comes into use, not for thousands at once. */
    function equip(row) {
        const cell = row.rows[0]?.cells[0];
        if (cell && row.classList.contains("opens") && !cell.querySelector(".toggle")) {
            const toggle = button("", () => {});
            toggle.className = "toggle";
            toggle.setAttribute("aria-label", "Details");
            toggle.setAttribute("aria-expanded", row.querySelector(".more details").open);
            cell.prepend(toggle);
        }
    }

    document.addEventListener("click", (event) => {
        const row = event.target.closest(".opens > tr:first-child");
        const own = event.target.closest("a, button:not(.toggle), input, select, summary");
        if (row && !own && (event.target.closest(".toggle") || String(getSelection()) === "")) {
            const details = row.parentElement.querySelector(".more > td > details");
            details.open = !details.open;
        }
    });

    document.addEventListener(
        "toggle",
        (event) => {
            const row = event.target.closest("tbody.opens");
            if (!row || event.target.parentElement.parentElement.className !== "more") {
                return;
            }
            row.querySelector(".toggle")?.setAttribute("aria-expanded", event.target.open);
            for (const digest of event.target.open ? row.querySelectorAll(".digest") : []) {
                if (!digest.nextElementSibling?.classList.contains("copy")) {
                    const act = button("copy", () => copy(digest.textContent, act));
                    act.className = "copy";
                    act.setAttribute("aria-label", "Copy this digest");
                    digest.after(act);
                }
            }
        },
        true,
    );

    document.addEventListener("keydown", (event) => {
        const search = current?.querySelector(".tools input[type=search]");
        if (event.key === "/" && search && !event.target.closest("input, select, textarea")) {
            event.preventDefault();
            search.focus();
        }
    });

    addEventListener("hashchange", route);
    /* Paper shows all rows that match. */
    addEventListener("beforeprint", () => {
        for (const list of lists.values()) {
            list.onScreen = [list.first, list.limit];
            [list.first, list.limit] = [0, Infinity];
            list.update();
        }
    });
    addEventListener("afterprint", () => {
        for (const list of lists.values()) {
            [list.first, list.limit] = list.onScreen;
            list.update();
        }
    });

    addEventListener("DOMContentLoaded", () => {
        views = [...document.querySelectorAll(".view")];
        for (const view of views) {
            view.addEventListener("beforematch", () => show(view)); /* search of the browser */
        }
        /* Numbers on the first screen lead to exactly the rows that they count. */
        for (const link of document.querySelectorAll("a[data-filter]")) {
            const [name, value] = link.dataset.filter.split(/=(.*)/s);
            if (value !== undefined) {
                link.href = `${link.hash}?${new URLSearchParams({ [name]: value })}`;
            }
        }
        route();
        document.documentElement.classList.add("ready");
    });
    document.documentElement.classList.add("js");
})();
