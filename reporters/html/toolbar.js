/* The tools above a table: search, place, choices, grouping, columns, what is shown, export. */

class Toolbar {
    /* list: what applies a change (report.js): list.apply(), list.rows, list.state */
    constructor(list) {
        this.list = list;
        this.menus = [];
        this.search = this.input("search", "Search", "q", "words, names, digests");
        this.place = this.input("place", "Place", "place", "a part of the path");
        this.clear = button("Clear filters", () => list.clear());
        this.status = make("p", { class: "status", role: "status" });
        this.element = make("div", {},
            make("div", { class: "tools", role: "group", "aria-label": `Tools for ${list.view.title}` },
                 this.search, this.place,
                 list.view.columns.filter((each) => each.choices).map((each) => this.choices(each)),
                 list.view.groups.length > 0 && this.grouping(), this.columns(), this.clear,
                 button("Save as CSV", () => saveCsv(list), { class: "save" })),
            this.status);
    }

    input(kind, words, name, hint) {
        let wait;
        const field = make("input", { type: "search", placeholder: hint, spellcheck: "false",
                                      autocomplete: "off", value: this.list.state[name],
                                      "data-name": name });
        field.addEventListener("input", () => {
            clearTimeout(wait);
            wait = setTimeout(() => this.change(name, field.value), 120);
        });
        return make("label", { class: kind }, words, field);
    }

    change(name, value) {
        this.list.state[name] = value;
        this.list.apply();
    }

    menu(words, fill) {
        const list = make("div", { class: "choices" });
        const menu = make("details", { class: "menu" }, make("summary", {}, words), list);
        menu.addEventListener("toggle", () => {
            if (menu.open) {
                this.menus.forEach((each) => (each.open = each === menu && each.open));
                list.replaceChildren(...[fill()].flat());
            }
        });
        menu.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && menu.open) {
                menu.open = false;
                menu.firstChild.focus();
                event.stopPropagation();
            }
        });
        this.menus.push(menu);
        return menu;
    }

    choices(column) {
        const chosen = () => this.list.state.choices.get(column);
        const menu = this.menu(column.title, () => {
            const all = choicesOf(this.list.rows, this.list.state, column);
            const listed = all.slice(0, 200).map(([each, rows]) => this.check(
                each === "" ? "none" : each, chosen().has(each), (on) => {
                    chosen()[on ? "add" : "delete"](each);
                    this.list.apply();
                }, count(rows)));
            return all.length > 200
                ? [...listed, make("p", { class: "quiet" }, `and ${count(all.length - 200)} more: search`)]
                : listed;
        });
        const several = new Set(this.list.rows.values(column)).size > 1;
        menu.mark = () => {
            const size = chosen()?.size ?? 0;
            const aside = column.aside && !column.menu && this.list.state.hidden.has(column.id);
            menu.hidden = size === 0 && (aside || !several);
            menu.firstChild.textContent = size === 0 ? column.title
                : size === 1 ? `${column.title}: ${[...chosen()][0] || "none"}`
                    : `${column.title}: ${size}`;
            menu.classList.toggle("active", size > 0);
        };
        return menu;
    }

    check(words, on, act, amount) {
        const box = make("input", { type: "checkbox", checked: on });
        box.addEventListener("change", () => act(box.checked));
        return make("label", {}, box, " ", value(words),
                    amount !== undefined && make("span", { class: "amount" }, amount));
    }

    columns() {
        const { state, view } = this.list;
        return this.menu("Columns", () => view.columns.map((column) =>
            this.check(column.title, !this.list.state.hidden.has(column.id), (on) => {
                this.list.state.hidden[on ? "delete" : "add"](column.id);
                this.list.apply();
            })));
    }

    grouping() {
        const groups = [{ id: "", title: "one by one" }, ...this.list.view.groups];
        this.group = make("select", {}, groups.map((each) =>
            make("option", { value: each.id }, each.title)));
        this.group.addEventListener("change", () => this.change("group", this.group.value));
        return make("label", {}, "Show", this.group);
    }

    /* What the table shows now; sets the tools to the state. */
    tell(shown) {
        const { state, view, rows } = this.list;
        for (const field of this.element.querySelectorAll("input[data-name]")) {
            if (field !== document.activeElement) {
                field.value = state[field.dataset.name];
            }
            field.classList.toggle("active", state[field.dataset.name] !== "");
        }
        if (this.group) {
            this.group.value = state.group;
        }
        this.menus.forEach((each) => each.mark?.());
        this.clear.hidden = !state.filters;
        const { block } = view;
        this.status.replaceChildren(
            `${count(shown)} of ${count(rows.all.length, "row")}`,
            block.total > block.rows
                ? make("strong", {}, ` \u00b7 this page holds the first ${count(block.rows)} of ` +
                       `${count(block.total)}; all are in ${view.file} and inventory.db`) : "");
    }
}
