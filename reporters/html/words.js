/* Words and marks for the values of the inventory. */

const DAY = 86400;
/* The attributes of a name as OpenSSL prints it on one line. */
const ATTRIBUTES = /([^\s=,+]+) = ("(?:[^"\\]|\\.)*"|(?:[^,+"\\]|\\.|\+(?! ))*)(?=, | \+ |$)/g;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
                "October", "November", "December"];
const SEVERITIES = { 1: "Error", 2: "Warning", 3: "Note" };
const KINDS = {
    certificate: "certificate",
    "private-key": "private key",
    "public-key": "public key",
    request: "certificate request",
    crl: "revocation list",
    keystore: "keystore",
};
/* The broken ones first. */
const VERDICTS = {
    "signature-invalid": { words: "Signature invalid", mark: "error", end: "made by no key of this name" },
    "issuer-missing": { words: "Issuer missing", mark: "error", end: "nowhere in what was read" },
    broken: { words: "Breaks a rule", mark: "error" },
    elsewhere: { words: "Incomplete here", mark: "error" },
    "complete in part": { words: "Partly incomplete", mark: "error" },
    unanchored: { words: "Not anchored", mark: "error", end: "no truststore holds it" },
    undecided: { words: "Undecided", mark: "warning", end: "could not be decided" },
    "self-signed": { words: "Self-signed", mark: "plain" },
    complete: { words: "Complete", mark: "good" },
};
/* What a certificate on a path does; "leaf-" in front: the first one. */
const FAULTS = {
    expired: "is expired",
    "not-yet-valid": "is not yet valid",
    revoked: "is revoked",
    faulty: "breaks a rule",
    "not-ca": "is not marked as a CA",
    "no-key-cert-sign": "may not sign certificates",
    "path-length": "allows fewer CAs below it",
    "name-constraint": "does not permit a name below it",
    policy: "leads to no policy",
    purpose: "excludes this use",
    "expired-alternate": "another path is expired",
};
const SOURCES = {
    leaf: "this certificate",
    "same file": "in the same file",
    truststore: "in a truststore",
    elsewhere: "found elsewhere",
};
/* What a truststore makes of a client. */
const TRUST = {
    member: "Holds it",
    path: "Holds its issuer",
    "same key": "Holds another certificate of its key",
    "same subject": "Holds another of its name",
    missing: "Does not know it",
};
const STATES = {
    paired: "good",
    "orphaned key": "warning",
};
/* RFC 5280 section 4.2.1.3, numbered as the inventory stores the bits. */
const USAGES = [[0x80, "digitalSignature"], [0x40, "nonRepudiation"], [0x20, "keyEncipherment"],
                [0x10, "dataEncipherment"], [0x08, "keyAgreement"], [0x04, "keyCertSign"],
                [0x02, "cRLSign"], [0x01, "encipherOnly"], [0x8000, "decipherOnly"]];

function count(number, one, many) {
    const words = number.toLocaleString("en");
    return one === undefined ? words : `${words} ${number === 1 ? one : (many ?? `${one}s`)}`;
}

function tag(kind, words) {
    return make("span", { class: `tag ${kind}` }, words);
}

function severity(rank) {
    return SEVERITIES[rank] ? tag(SEVERITIES[rank].toLowerCase(), SEVERITIES[rank])
                            : quiet("none");
}

function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function verdict(word) {
    return VERDICTS[word] ? tag(VERDICTS[word].mark, VERDICTS[word].words)
                          : word ? tag("plain", capital(word)) : quiet("does not apply");
}

/* "RSA 2048", "EC P-256", "Ed25519": as the overview names them. */
function algorithm(block, row) {
    const name = block.text("algorithm", row) || "unknown";
    const curve = block.text("curve", row);
    const bits = block.number("bits", row);
    return curve ? `${name} ${curve}` : bits > 0 && !/[0-9]/.test(name) ? `${name} ${bits}` : name;
}

/* From the moment of judgement; NaN where there is no date. */
function secondsUntil(moment) {
    return Date.parse(moment) / 1000 - page.now;
}

/* Whole days, rounded towards the past: -1 is "today, but over". */
function daysUntil(moment) {
    return Math.floor(secondsUntil(moment) / DAY);
}

function expiryState(moment) {
    const seconds = secondsUntil(moment);
    return Number.isNaN(seconds) ? "no date" : seconds < 0 ? "expired"
        : seconds <= page.soonDays * DAY ? "soon" : "later";
}

function expiry(moment) {
    const days = daysUntil(moment);
    const state = expiryState(moment);
    if (state === "no date") {
        return [moment || "no date"];
    }
    const words = days < 0 ? `expired ${count(-days, "day")} ago`
        : days === 0 ? "less than a day left" : `${count(days, "day")} left`;
    return [make("time", {}, moment.slice(0, 10)), " ",
            make("span", { class: `days ${state}` }, words)];
}

function faultWords(code) {
    return FAULTS[code.replace(/^leaf-/, "")] ?? code;
}

/* The common name that stands last, where there is one, else the whole. A value is quoted where a
 * separator stands in it. */
function shortName(name) {
    let common = "";
    for (const [, type, text] of name.matchAll(ATTRIBUTES)) {
        common = type === "CN" ? text : common;
    }
    return common || name || "(empty subject)";
}

function where(block, row) {
    const revision = block.text("revision", row);
    const trail = block.text("trail", row);
    return [value(block.text("path", row), "path"),
            trail && [" ", value(`\u203a\u00a0${trail}`, "trail")],
            revision && [" ", quiet("at commit"), " ",
                         make("code", { class: "revision", title: revision }, revision.slice(0, 10))]];
}

function whereText(block, row) {
    return [block.text("path", row), block.text("trail", row), block.text("revision", row)]
        .filter(Boolean).join(" \u203a ");
}

/* The command of what to do, without the words around it: it is quoted for a shell, and the words,
 * which may hold a name that somebody chose, are not. "" where the words before it hold more than
 * our own (a name of a certificate has a "="), or where there is no command. */
function commandOf(text) {
    const programs = "\\{|umask|openssl|keytool|sed|git|chmod|cat|mv|rm|ln|iconv|base64|awk|tr|printf|" +
        "certtool|ssh-keygen|head|tail|dd|cp|zip|grep|cmp";
    const found = new RegExp(`^(?:[A-Za-z0-9 ,.;()'#/-]*: )?((?:${programs}) .*?)(?: - .*)?$`, "s").exec(text);
    return found ? found[1] : "";
}
