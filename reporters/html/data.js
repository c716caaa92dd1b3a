/* The tables of the inventory, as html_data.h describes them. A block is parsed when it is first
 * asked for, so that the first screen waits for none. */

class Block {
    constructor(id) {
        this.id = id;
        this.indexes = new Map();
    }

    get content() {
        const element = document.getElementById(`data-${this.id}`);
        const content = JSON.parse(element.textContent);
        element.remove(); /* the text is not needed twice */
        Object.defineProperty(this, "content", { value: content });
        return content;
    }

    get rows() {
        return this.content.rows;
    }

    get total() {
        return this.content.total;
    }

    get strings() {
        return this.content.strings;
    }

    text(name, row) {
        return this.content.strings[this.content.text[name][row]];
    }

    number(name, row) {
        return this.content.number[name][row];
    }

    /* "" where there is none. */
    digest(name, row) {
        const [width, all] = this.content.digest[name];
        const digest = all.substr(row * width, width);
        return digest[0] === "-" ? "" : digest;
    }

    has(name) {
        return name in this.content.text || name in this.content.number;
    }

    /* Rows by the value of a number: Map of arrays, in the order of the block. */
    by(name) {
        if (!this.indexes.has(name)) {
            const index = new Map();
            this.content.number[name].forEach((number, row) => {
                const rows = index.get(number);
                if (rows) {
                    rows.push(row);
                } else {
                    index.set(number, [row]);
                }
            });
            this.indexes.set(name, index);
        }
        return this.indexes.get(name);
    }

    rowsWith(name, number) {
        return this.by(name).get(number) ?? [];
    }

    /* The row of an id of the inventory; -1 where it is not on the page. */
    rowOf(id) {
        return this.by("id").get(id)?.[0] ?? -1;
    }

    /* The row whose digest begins so; -1. */
    rowOfDigest(name, beginning) {
        const [width, all] = this.content.digest[name];
        for (let at = all.indexOf(beginning); at >= 0; at = all.indexOf(beginning, at + 1)) {
            if (at % width === 0) {
                return at / width;
            }
        }
        return -1;
    }

    /* Which strings contain a text, by their index. */
    stringsWith(needle) {
        this.lower ??= this.strings.map((text) => text.toLowerCase());
        return Uint8Array.from(this.lower, (text) => (text.includes(needle) ? 1 : 0));
    }
}

const tables = {};
for (const id of ["findings", "keys", "certificates", "others", "places", "links", "faults",
                  "truststores", "members", "dependants", "trust", "references", "problems"]) {
    tables[id] = new Block(id);
}
const page = JSON.parse(document.getElementById("data-page").textContent);
