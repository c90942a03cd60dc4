"""The look: one style file and one script for all pages, no heavier than it has to be, and nothing from elsewhere."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from oba.site import addresses, frame
from stub_site import place, site_of

FRAME = frame.FOLDER / "frame"
HEAVIEST_STYLE = 50_000
COLOURS = (
    *("ink", "paper", "muted", "line", "note", "accent", "better", "better-paper", "worse", "worse-paper"),
    *("band", "ghost", "region", "england", "neighbours"),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {page.address: page.draw(site_of()) for page in frame.pages(site_of(), [])}


@pytest.fixture(scope="module")
def style(files) -> str:
    return files[addresses.STYLE]


def block(style: str, condition: str) -> str:
    """Return the part of the style that holds under a condition on the screen, as far as the next one."""
    start = style.index(condition)
    return style[start : style.find("@media", start + 1)]


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG 2.2 defines relative luminance."""
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", part))


def themes(style: str) -> dict[str, dict[str, str]]:
    own = (FRAME / "style.css").read_text()
    return {"light": colours(own[: own.index("@media")]), "dark": colours(block(own, "prefers-color-scheme: dark"))}


def squeezed(text: str) -> str:
    """Return a text without comments and white space."""
    return re.sub(r"\s+", "", re.sub(r"/\*(?!!).*?\*/|^[ \t]*//[^\n]*", "", text, flags=re.S | re.M))


def test_every_class_of_the_design_system_that_is_used_has_a_style(style):
    texts = [path.read_text() for path in (frame.FOLDER.parent).rglob("*") if path.suffix in (".html", ".js", ".py")]
    used = {name for text in texts for name in re.findall(r"govuk-[a-z]+[a-z_-]*[a-z]", text)}
    assert "govuk-table" in used
    unstyled = {name for name in used - {"govuk-frontend"} if not re.search(rf"\.{name}\b(?![-_])", style)}
    assert unstyled == set(), "name them in frame/look/classes.html, and their component in look.scss; then make look"


def test_the_look_is_two_files_that_hold_every_folder_s_own_and_the_finder_of_the_home_page(files):
    assert list(files) == [addresses.STYLE, addresses.SCRIPT, addresses.FINDER]
    for address, ending in ((addresses.STYLE, "css"), (addresses.SCRIPT, "js")):
        for path in frame.FOLDER.glob(f"*/*.{ending}"):
            is_alone = path == frame.FOLDER / frame.FINDER
            held = squeezed(path.read_text()) in squeezed(files[addresses.FINDER if is_alone else address])
            assert held, f"{path.name} of {path.parent.name}"
    assert "form.finder" not in files[addresses.SCRIPT]


def test_the_style_is_light_enough_for_a_page_to_weigh_little(style):
    assert len(style.encode()) < HEAVIEST_STYLE


def test_nothing_is_loaded_from_elsewhere(files):
    for text in files.values():
        assert not re.search(r"url\(|@import|@font-face|(?<!\^=.)https?://", text)


def test_the_typeface_is_not_the_restricted_one(style):
    assert "GDS Transport" not in style


def test_scripts_write_no_markup_and_ask_nothing_of_a_network(files):
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttp"):
        assert forbidden not in files[addresses.SCRIPT] + files[addresses.FINDER]


def test_the_licence_of_the_design_system_goes_with_it(style):
    assert "Copyright (c) 2017 Crown Copyright (Government Digital Service)" in style
    assert "The above copyright notice and this permission notice shall be included" in style
    pinned = re.search(r'"govuk-frontend": "([\d.]+)"', (FRAME / "look" / "package.json").read_text()).group(1)
    assert f'--govuk-frontend-version: "{pinned}"' in style


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_is_defined(theme, name, style):
    assert name in themes(style)[theme]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        *((name, "paper") for name in ("ink", "muted", "accent", "better", "worse", "region", "england", "neighbours")),
        *(("ink", "note"), ("muted", "note"), ("better", "better-paper"), ("worse", "worse-paper"), ("ghost", "paper")),
    ],
)
def test_text_can_be_read_on_what_is_behind_it(theme, text, behind, style):
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text; a thin line wants 3 (1.4.11), and here gets as much."""
    found = themes(style)[theme]
    assert contrast(found[text], found[behind]) >= 4.5


def test_forced_colours_reduced_motion_and_paper_have_their_own_rules(style):
    own = (FRAME / "style.css").read_text()
    assert "CanvasText" in block(own, "@media (forced-colors: active)")
    assert "animation: none" in block(own, "@media (prefers-reduced-motion: reduce)")
    assert "size: A4" in style


def test_a_page_names_a_policy_that_lets_nothing_run_but_the_look():
    text = frame.render("frame/base.html", "a/b.html", geography=place("E08000035", "Leeds"))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self' file:"
    assert "unsafe" not in policy
    assert f'href="../{addresses.STYLE}"' in text
    assert f'src="../{addresses.SCRIPT}"' in text


@pytest.mark.parametrize("path", sorted(frame.FOLDER.rglob("*.html")), ids=lambda path: path.relative_to(frame.FOLDER))
def test_no_template_has_what_the_policy_would_stop(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)


def test_the_compiled_design_system_is_what_its_package_makes(tmp_path: Path):
    """With ``make look``; the package comes from npm, so without npm or its registry there is nothing to compare."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = shutil.copytree(FRAME / "look", tmp_path / "look")
    got = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, check=False)
    if got.returncode:
        pytest.skip(f"npm cannot reach its packages: {got.stderr[-200:]}")
    subprocess.run([npm, "run", "--silent", "build"], cwd=folder, check=True, capture_output=True)
    assert (folder / "govuk.css").read_bytes() == (FRAME / "govuk.css").read_bytes()
