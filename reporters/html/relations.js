/* What belongs to what: questions across the tables. */

/* A certificate, or anything else that was found, by its id: [block, row], or null. */
function artifactOf(id) {
    for (const block of [tables.certificates, tables.others]) {
        const row = block.rowOf(id);
        if (row >= 0) {
            return [block, row];
        }
    }
    return null;
}

function addressOf(id) {
    const found = artifactOf(id);
    if (!found) {
        return null;
    }
    return found[0] === tables.certificates
        ? `#certificate=${found[0].digest("sha256", found[1]).slice(0, 16)}` : `#other=${id}`;
}

function certificateLink(id, words) {
    const row = tables.certificates.rowOf(id);
    const name = words ?? (row < 0 ? `certificate ${id} of the inventory`
                                   : tables.certificates.text("subject", row) || "(empty subject)");
    return row < 0 ? value(name) : make("a", { href: addressOf(id) }, value(name));
}

function keyAddress(row) {
    return `#key=${tables.keys.digest("spki", row).slice(0, 16)}`;
}

function keyLink(id) {
    const row = id < 0 ? -1 : tables.keys.rowOf(id);
    return row < 0 ? null
        : make("a", { href: keyAddress(row) },
               make("code", {}, tables.keys.digest("spki", row).slice(0, 16)));
}

/* Ids of everything that has this key: private keys first, then certificates, then the rest. */
function membersOfKey(key) {
    const others = tables.others.rowsWith("key", key);
    const isPrivate = (row) => tables.others.text("kind", row) === "private-key";
    const ids = (block, rows) => rows.map((row) => block.number("id", row));
    return [...ids(tables.others, others.filter(isPrivate)),
            ...ids(tables.certificates, tables.certificates.rowsWith("key", key)),
            ...ids(tables.others, others.filter((row) => !isPrivate(row)))];
}

/* Truststores that hold a certificate: their rows. */
function storesOf(certificate) {
    return tables.members.rowsWith("certificate", certificate)
        .map((row) => tables.truststores.rowOf(tables.members.number("truststore", row)))
        .filter((row) => row >= 0);
}

function membersOfStore(store) {
    return tables.members.rowsWith("truststore", store)
        .map((row) => tables.members.number("certificate", row));
}

/* Members whose issuer is not in the store. */
function withoutIssuer(store) {
    return tables.members.rowsWith("truststore", store)
        .filter((row) => !tables.members.number("has_issuer", row))
        .map((row) => tables.members.number("certificate", row));
}

/* Who would be refused without this store: certificates whose path ends at a member. */
function dependantsOf(store) {
    return tables.dependants.rowsWith("truststore", store)
        .map((row) => tables.dependants.number("certificate", row));
}

/* Clients near a store that it does not let in, and that need it to: rows of trust. */
function refusedBy(store) {
    return tables.trust.rowsWith("truststore", store)
        .filter((row) => tables.trust.number("refuses", row) === 1);
}

/* Certificates that other truststores hold and this one does not: [id, number of those stores],
 * the most common first. */
function heldByOthers(store) {
    const own = new Set(membersOfStore(store));
    return [...tables.members.by("certificate")]
        .filter(([certificate]) => !own.has(certificate))
        .map(([certificate, rows]) => [certificate, rows.length])
        .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/* For each place its row in a block of artifacts or keys, -1 where that is not on the page. */
const placeOwners = new Map();
function ownersOfPlaces(block) {
    if (!placeOwners.has(block)) {
        const rows = new Map();
        if (block === tables.keys) {
            for (const each of [tables.certificates, tables.others]) {
                for (let row = 0; row < each.rows; row++) {
                    rows.set(each.number("id", row), block.rowOf(each.number("key", row)));
                }
            }
        } else {
            for (let row = 0; row < block.rows; row++) {
                rows.set(block.number("id", row), row);
            }
        }
        placeOwners.set(block, Int32Array.from({ length: tables.places.rows }, (_, place) =>
            rows.get(tables.places.number("artifact", place)) ?? -1));
    }
    return placeOwners.get(block);
}
