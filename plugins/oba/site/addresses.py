"""Where each page is, in the folder of pages: the only place that knows.

Addresses stay as they are from publication to publication, so that a link in a colleague's letter goes on leading to
the newest figures. All are relative; ``link`` leads from one to another, from a shared drive as from a server.
"""

from posixpath import dirname, relpath

HOME = "index.html"
STYLE = "look/style.css"
SCRIPT = "look/site.js"
FINDER = "look/find.js"  # of the home page alone
METHOD = "method/index.html"


def link(to: str, at: str) -> str:
    """Return how the page at one address links to another; a part of that page may follow after ``#``."""
    address, sign, part = to.partition("#")
    # Both from the root, or else the folder that this process works in would be looked up for each.
    return relpath(f"/{address}", f"/{dirname(at)}") + sign + part


def _folder(code: str) -> str:
    """Return the folder of a place; a return of two councils, such as ``E06000061 / E06000062``, has both codes."""
    return code.replace(" / ", "-")


def place(code: str) -> str:
    """Return the page of an authority, a region or England: its scorecards."""
    return f"{_folder(code)}/index.html"


def card(code: str, scorecard: str) -> str:
    """Return a scorecard of a place."""
    return f"{_folder(code)}/{scorecard}.html"


def curve(code: str, scorecard: str, measure: str) -> str:
    """Return the turning-the-curve page of a headline measure: one A4 page."""
    return f"{_folder(code)}/{scorecard}/{measure}.html"


def worksheet(code: str, scorecard: str, measure: str) -> str:
    """Return the sheet on which a workshop turns the curve of a measure, to print and fill in by hand."""
    return f"{_folder(code)}/{scorecard}/{measure}-worksheet.html"


def evidence(code: str, scorecard: str, measure: str | None = None, period: str | None = None) -> str:
    """Return where the figures of a scorecard come from: file, line, checksum, method, checks.

    Args:
        code: of the place.
        scorecard: of the card.
        measure: leads to that measure.
        period: the ISO date of the last day of a period; leads to its figure.
    """
    part = "" if measure is None else f"#{measure}" if period is None else f"#{measure}-{period}"
    return f"{_folder(code)}/{scorecard}/evidence.html{part}"


def headlines(code: str) -> str:
    """Return the document of all headline curves of a place, a page each, to print or send."""
    return f"{_folder(code)}/headlines.pdf"


def measure(name: str) -> str:
    """Return the page of a measure: every authority."""
    return f"measures/{name}.html"


def measure_file(name: str, kind: str) -> str:
    """Return a download of a measure: ``csv``, ``xlsx``, ``svg`` or ``png``."""
    return f"measures/{name}.{kind}"


def compare(name: str, places: tuple[str, ...] = ()) -> str:
    """Return where places are compared on a measure, with some of them chosen."""
    return f"compare/{name}.html" + (f"#{','.join(places)}" if places else "")


def method(topic: str) -> str:
    """Return a page of the method."""
    return f"method/{topic}.html"
