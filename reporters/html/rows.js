/* Rows of a view, filtered, sorted and grouped. Nothing here touches the page. */

class Rows {
    constructor(view) {
        this.view = view;
        this.block = view.block;
        this.cache = new Map();
        this.ranks = new Map();
        this.all = [];
        for (let row = 0; row < this.block.rows; row++) {
            if (!view.holds || view.holds(row)) {
                this.all.push(row);
            }
        }
    }

    /* Values of a column by row of the block: what is sorted, filtered and exported. */
    values(column) {
        if (!this.cache.has(column)) {
            const values = new Array(this.block.rows);
            for (const row of this.all) {
                values[row] = column.value(row);
            }
            this.cache.set(column, values);
        }
        return this.cache.get(column);
    }

    /* Numbers that sort as the values do; text without regard to case. */
    rank(column) {
        if (!this.ranks.has(column)) {
            const values = this.values(column);
            if (column.order || typeof values[this.all[0]] === "number") {
                this.ranks.set(column, values.map((each, row) => column.order?.(row) ?? each));
            } else {
                const keys = new Map();
                for (const each of values) {
                    if (each !== undefined) {
                        keys.set(`${each.toLowerCase()}\0${each}`, each);
                    }
                }
                const ranks = new Map();
                [...keys.keys()].sort().forEach((key, rank) => ranks.set(keys.get(key), rank));
                this.ranks.set(column, values.map((each) => ranks.get(each)));
            }
        }
        return this.ranks.get(column);
    }

    /* Sorts by one number each, the row in its lower digits: no comparison function is called. */
    sorted(rows, column, descending) {
        const rank = this.rank(column);
        const size = this.block.rows;
        const keys = Float64Array.from(rows, (row) =>
            (descending ? -rank[row] : rank[row]) * size + row).sort();
        return Array.from(keys, (key) => ((key % size) + size) % size);
    }

    /* Groups in the order of their first row: [{name, rows}]. */
    grouped(rows, grouping) {
        const groups = new Map();
        for (const row of rows) {
            const name = grouping.value(row);
            const group = groups.get(name);
            if (group) {
                group.rows.push(row);
            } else {
                groups.set(name, { name, rows: [row] });
            }
        }
        return [...groups.values()];
    }
}
