/* Keys: / search, arrows or j and k from row to row, Enter opens, c copies the address, ? tells. */

const KEYS = [["/", "search"], ["\u2193 \u2191 or j k", "from row to row"],
              ["Enter", "open or close a row"], ["Escape", "leave the search, close a menu"],
              ["[ ]", "the view before, the next"], ["?", "this help"]];

function showKeys() {
    const dialog = make("dialog", { "aria-label": "Keys" }, make("h2", {}, "Keys"),
                        make("dl", { class: "fields" }, KEYS.map(([key, words]) =>
                            [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)])),
                        make("form", { method: "dialog" }, make("button", {}, "Close")));
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
}

function nextView(step) {
    const links = [...document.querySelectorAll("nav a")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    location.hash = links[(at + step + links.length) % links.length].hash;
}

/* list: the table in sight, or undefined. */
function pressed(event, list) {
    const typing = event.target.closest("input, select, textarea, dialog");
    if (event.key === "Escape" && typing) {
        typing.blur();
    }
    if (typing || event.ctrlKey || event.altKey || event.metaKey) {
        return;
    }
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (event.key === "?") {
        showKeys();
    } else if (event.key === "[" || event.key === "]") {
        nextView(event.key === "]" ? 1 : -1);
    } else if (event.key === "/" && list) {
        event.preventDefault();
        list.toolbar.search.querySelector("input").focus();
    } else if (step && list && list.table.step(step)) {
        event.preventDefault();
    }
}
