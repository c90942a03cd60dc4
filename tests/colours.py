"""The colours of the pages, read from their style, and how far two of them stand apart."""

import re

from oba.config import PROJECT

STYLES = [PROJECT / "plugins" / "oba" / "site" / folder / "style.css" for folder in ("frame", "charts")]


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    whole = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    channels = [int(whole[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def palette() -> list[dict[str, str]]:
    """The colours by name: of a chart alone, then each set that the frame gives, light and dark."""
    frame, charts = (style.read_text() for style in STYLES)
    alone = dict(re.findall(r"var\(--([\w-]+), (#\w+)\)", charts))
    found = [alone]
    for block in re.findall(r":root\s*{([^{}]*)}", frame):
        named = dict(re.findall(r"--([\w-]+):\s*(#\w+)", block))
        if alone.keys() <= named.keys():
            found.append(named)
    return found
