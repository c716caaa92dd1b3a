/* The page: shows the view that the address names, keeps the address true to what is shown. */

const PRINTED = 2000; /* rows on paper */

class List {
    constructor(view) {
        this.view = view;
        this.rows = new Rows(view);
        this.state = new State(view);
        this.openGroups = new Set();
        this.table = new VirtualTable(view, {
            detail: (row) => view.detail(row),
            sort: (column) => this.sortBy(column),
        });
        this.table.toggleGroup = (group) => this.toggleGroup(group);
        this.toolbar = new Toolbar(this);
        this.empty = make("p", { class: "empty", hidden: true }, "Nothing matches these filters.");
        this.element = make("section", { "aria-label": view.title },
                            make("h2", { tabindex: "-1" }, view.title),
                            make("p", { class: "lead" }, view.lead),
                            this.rows.all.length === 0
                                ? make("p", { class: "empty" }, view.none)
                                : [this.toolbar.element, this.table.element, this.empty]);
    }

    get columns() {
        return this.view.columns.filter((column) => !this.state.hidden.has(column.id) &&
            !(this.printed && column.screen));
    }

    /* Shows what the state says. */
    apply(remember = true) {
        const { state, rows } = this;
        let found = wanted(rows, state);
        const column = this.view.columns.find((each) => each.id === state.sort.replace(/^-/, ""));
        if (column) {
            found = rows.sorted(found, column, state.sort.startsWith("-"));
        }
        this.found = found;
        const [items, groups] = this.items(found);
        this.table.show(items, groups, this.columns, state.sort);
        this.empty.hidden = found.length > 0;
        this.toolbar.tell(found.length);
        if (remember) {
            history.replaceState(null, "", state.address);
        }
    }

    items(found) {
        const grouping = this.view.groups.find((each) => each.id === this.state.group);
        if (!grouping) {
            return [found, []];
        }
        const groups = this.rows.grouped(found, grouping);
        const items = [];
        groups.forEach((group, index) => {
            group.by = grouping.id;
            group.open = this.openGroups.has(group.name);
            group.worst = this.view.block.has("rank") ? group.rows.reduce((worst, row) => {
                const rank = this.view.block.number("rank", row);
                return rank > 0 && rank < worst ? rank : worst;
            }, 9) : 9;
            items.push(-1 - index);
            if (group.open) {
                for (const row of group.rows) {
                    items.push(row);
                }
            }
        });
        return [items, groups];
    }

    toggleGroup(group) {
        this.openGroups[group.open ? "delete" : "add"](group.name);
        const position = this.table.items.findIndex((item) =>
            item < 0 && this.table.groups[-1 - item] === group);
        this.apply(false);
        this.table.focus(position);
    }

    sortBy(column) {
        const { state } = this;
        state.sort = state.sort === column.id ? `-${column.id}`
            : state.sort === `-${column.id}` ? "" : column.id;
        this.apply();
        this.table.head.querySelectorAll("button")[this.columns.indexOf(column)]?.focus();
    }

    /* On paper, all rows are drawn where they are not too many. */
    print(on) {
        if (this.found) {
            this.printed = on;
            this.table.whole = on && this.table.items.length <= PRINTED;
            this.apply(false);
        }
    }

    clear() {
        this.state = new State(this.view, new URLSearchParams(
            this.state.group ? { group: this.state.group } : {}));
        this.apply();
    }

    follow(query) {
        this.state = new State(this.view, query);
        this.apply(false);
    }

    /* Opens a row, whatever the filters were. */
    reveal(row) {
        if (!this.table.items.includes(row)) {
            this.state = new State(this.view);
            this.apply(false);
        }
        const position = this.table.items.indexOf(row);
        this.table.target = row;
        this.table.scrollTo(position);
        this.table.toggle(position, true);
        this.table.scrollTo(position);
        this.table.focus(position);
    }
}

const lists = new Map();
let current; /* the list in sight */

function listOfView(view) {
    if (!lists.has(view)) {
        lists.set(view, new List(view));
    }
    return lists.get(view);
}

/* Makes one view visible: "overview", "account", or a table. */
function showView(id) {
    const records = document.getElementById("records");
    current = views[id] && listOfView(views[id]);
    for (const section of document.querySelectorAll(".view")) {
        section.hidden = section.id !== (current ? "records" : id);
    }
    if (current && records.firstChild !== current.element) {
        records.replaceChildren(current.element);
    }
    for (const link of document.querySelectorAll("nav a")) {
        if (link.hash === `#${id}`) {
            link.setAttribute("aria-current", "page");
            link.scrollIntoView({ block: "nearest", inline: "nearest" });
        } else {
            link.removeAttribute("aria-current");
        }
    }
}

/* Addresses of one row: [view, how it is found]. */
const ADDRESSES = {
    finding: ["findings", (text) => tables.findings.rowOf(Number(text))],
    key: ["keys", (text) => tables.keys.rowOfDigest("spki", text)],
    certificate: ["certificates", (text) => tables.certificates.rowOfDigest("sha256", text)],
    truststore: ["truststores", (text) => tables.truststores.rowOf(Number(text))],
    reference: ["references", (text) => tables.references.rowOf(Number(text))],
    other: ["others", (text) => tables.others.rowOf(Number(text))],
    problem: ["problems", (text) => tables.problems.rowOf(Number(text))],
};

/* #findings?severity=Error, #key=0123456789abcdef, ... */
function route() {
    const [, name, , text, query] = /^#([a-z]*)(=([^?]*))?(?:\?(.*))?$/s.exec(location.hash) ?? [];
    if (text !== undefined && ADDRESSES[name] && /^[0-9a-f]+$/.test(text)) {
        const [view, find] = ADDRESSES[name];
        const row = find(text);
        showView(view);
        if (row >= 0) {
            if (!current.found) {
                current.apply(false);
            }
            current.reveal(row);
        } else {
            current.apply(false);
            current.toolbar.status.append(make("strong", {}, " \u00b7 what this address names is not " +
                `on this page: see ${current.view.file}`));
        }
        return;
    }
    if (!views[name] && name !== "overview" && name !== "account") {
        if (!document.getElementById(name)) { /* of the page, like #content: the browser goes there */
            showView("overview");
        }
        return;
    }
    showView(name);
    if (current) {
        if (query !== undefined || !current.found) {
            current.follow(new URLSearchParams(query ?? ""));
        } else {
            current.apply();
        }
    }
    scrollTo(0, 0);
    current?.table.update();
}

/* Copy buttons of the first screen, which is written without them. */
function equip() {
    for (const text of document.querySelectorAll(".copied")) {
        const alone = commandOf(text.textContent);
        if (alone) {
            text.after(" ", copyButton(() => alone, "the command"));
        }
    }
    document.querySelector("body > header").append(
        button("?", showKeys, { class: "help", "aria-label": "Keys" }));
}

document.documentElement.classList.add("js");
equip();
addEventListener("hashchange", route);
addEventListener("keydown", (event) => pressed(event, current));
addEventListener("scroll", () => current?.table.update(), { passive: true });
addEventListener("resize", () => current?.table.restart());
addEventListener("beforeprint", () => current?.print(true));
addEventListener("afterprint", () => current?.print(false));
route();
