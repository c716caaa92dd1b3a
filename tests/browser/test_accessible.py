"""Usable without a mouse, without colours, with a screen reader.

axe-core judges where it is at hand: the file that AXE_CORE names, or the pinned package, fetched with npm
where that is installed. Debian has no package of it. What must not depend on a fetch is checked by hand.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile

import pytest

VERSION = "4.14.1"
DIGEST = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
ADDRESSES = ["", "#findings", "#findings?group=check", "#finding=5", "#keys",
             "#certificates?expires=expired", "#chains", "#truststores", "#references", "#others", "#problems",
             "#account"]
AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then((result) => done(result.violations
    .filter((each) => each.impact === "serious" || each.impact === "critical")
    .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html)])));
"""
SCHEMES = ["light", "dark"]


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    if os.environ.get("AXE_CORE"):
        return pathlib.Path(os.environ["AXE_CORE"]).read_text(encoding="utf-8")
    if not shutil.which("npm"):
        pytest.skip("axe-core is not here: set AXE_CORE to its axe.min.js, or install npm")
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run(["npm", "pack", "--silent", f"axe-core@{VERSION}"], cwd=folder,
                             capture_output=True, check=False, timeout=120)
    if fetched.returncode:
        pytest.skip("axe-core cannot be fetched")
    package = folder / f"axe-core-{VERSION}.tgz"
    assert hashlib.sha256(package.read_bytes()).hexdigest() == DIGEST
    with tarfile.open(package) as archive:
        return archive.extractfile("package/axe.min.js").read().decode()


def prefer(page, scheme):
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": scheme}]})


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_serious(address, scheme, page, axe):
    prefer(page, scheme)
    page.open(address)
    page.run("document.querySelector('.records .row:not(.open) .toggle')?.click()")
    page.run(axe)
    page.browser.set_script_timeout(60)
    assert page.browser.execute_async_script(AXE) == []


NAMELESS = """
const nameOf = (each) => (each.ariaLabel || each.labels?.[0]?.innerText || each.textContent || "").trim();
return [...document.querySelectorAll("a, button, input, select, summary, [role=region]")]
    .filter((each) => each.getClientRects().length && !nameOf(each)).map((each) => each.outerHTML);
"""
CONTRAST = """
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
const ground = (each) => {
    for (let at = each; at; at = at.parentElement) {
        const colour = numbers(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) {
            return colour;
        }
    }
    return [255, 255, 255];
};
const ratio = (each) => {
    const [a, b] = [light(numbers(getComputedStyle(each).color)), light(ground(each))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};
return [...document.body.querySelectorAll("*:not(svg *)")]
    .filter((each) => each.getClientRects().length && [...each.childNodes].some(
        (node) => node.nodeType === 3 && node.data.trim()))
    .filter((each) => ratio(each) < 4.5).map((each) => [each.outerHTML.slice(0, 200), ratio(each)]);
"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_names_and_contrast(address, scheme, page):
    """WCAG 2.1: 4.1.2 and 1.4.3."""
    prefer(page, scheme)
    page.open(address)
    page.run("document.querySelector('.records .row:not(.open) .toggle')?.click()")
    assert page.run(NAMELESS) == []
    assert page.run(CONTRAST) == []


def test_roles(page):
    page.open("#findings")
    assert page.run("return document.documentElement.lang") == "en"
    for landmark in ("header", "nav[aria-label]", "main", "footer"):
        assert len(page.all(landmark)) == 1
    assert page.all("caption") and page.all("thead th[scope=col]") and page.all("tbody th[scope=row]")
    assert page.one(".status").get_attribute("role") == "status"
    assert len(page.all("h1")) == 1


def test_focus_goes_in_reading_order(page):
    """Skip link, navigation, tools, then the table; and it is always to be seen."""
    page.open("#findings")
    seen = []
    for _ in range(40):
        page.browser.switch_to.active_element.send_keys("\ue004")
        seen.append(page.run("""
            const at = document.activeElement;
            const style = getComputedStyle(at);
            if (style.outlineStyle === "none" || style.outlineWidth === "0px") { return "unseen: " + at.outerHTML; }
            return at.closest(".skip, nav, .help, .tools, thead, tbody")?.className
                || at.closest("nav, thead, tbody")?.tagName;"""))
    order = [each for at, each in enumerate(seen) if at == 0 or seen[at - 1] != each]
    assert not any(each and each.startswith("unseen") for each in order), order
    assert order[:6] == ["skip", "NAV", "help", "tools", "THEAD", "TBODY"], order
