/* Elements of the page. A value only ever becomes text or an attribute that runs nothing: there is
 * no other way to the page than these functions. */

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (value === true) {
            element.setAttribute(name, "");
        } else if (value !== false && value !== undefined && value !== null) {
            element.setAttribute(name, value);
        }
    }
    append(element, children);
    return element;
}

function append(element, children) {
    for (const child of children.flat(Infinity)) {
        if (child instanceof Node) {
            element.append(child);
        } else if (child !== null && child !== undefined && child !== false && child !== "") {
            element.append(document.createTextNode(String(child)));
        }
    }
}

/* make("a", {class: "path", href: "#keys", onclick: f}, "text", make("b"), ...) */
function make(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
}

/* A value of what was swept: kept apart from the direction of the text around it. */
function value(text, kind) {
    return make("bdi", { class: kind }, text);
}

function quiet(...children) {
    return make("span", { class: "quiet" }, ...children);
}

function button(words, act, attributes = {}) {
    return make("button", { type: "button", ...attributes, onclick: act }, words);
}

/* A link inside the page: address("certificates", {expires: "soon"}), address("key=0123"). */
function address(view, state = {}) {
    const query = new URLSearchParams();
    for (const [name, each] of Object.entries(state)) {
        for (const one of [each].flat()) {
            query.append(name, one);
        }
    }
    return `#${view}${query.size ? `?${query}` : ""}`;
}

async function copy(text, source) {
    const words = source.textContent;
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        const area = make("textarea", { "aria-label": "copied text" }, text);
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        source.focus();
    }
    source.textContent = "copied";
    setTimeout(() => (source.textContent = words), 1500);
}

function copyButton(text, what) {
    const act = button("copy", () => copy(text(), act), { class: "copy", "aria-label": `Copy ${what}` });
    return act;
}
