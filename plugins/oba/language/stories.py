"""What people typed or reports state of a curve: whose it is, who said it, where it begins."""

from typing import Any

from oba.language.days import day

Row = dict[str, Any]

WORDS, CHARACTERS = 7, 60  # of a typed text that is told in brief


def is_borrowed(entry: Row, scorecard: Row) -> bool:
    """Tell whether an entry of a card for all places is of none of them: it was found elsewhere."""
    return bool(scorecard["is_for_all_places"] and entry.get("geography_code") is None)


def borrowed(entry: Row, scorecard: Row) -> str | None:
    """Return that an entry was found elsewhere, and in which year; None of one that is about the card's place."""
    if not is_borrowed(entry, scorecard):
        return None
    said = entry.get("stated_date")
    return f"elsewhere, {said.year}" if said else "elsewhere"


def stated(entry: Row) -> str | None:
    """Return who said an entry of a story, when, since when it is seen and by which source, as far as known; else None.

    The source is that of an entry which was handed in; where a report says what a card states is for the evidence.
    """
    entered, said = entry.get("stated_on"), entry.get("stated_date")
    on = entered or said
    since = f"seen since {said:%B %Y}" if entered and said else None
    source = entry.get("stated_in") if entered else None
    told = (entry.get("stated_by"), on and f"{on:%B %Y}", since, source and f"source: {_cut(source)}")
    return ", ".join(filter(None, told)) or None


def told_by(entry: Row, scorecard: Row) -> str | None:
    """Return what stands beside an entry: that it was found elsewhere, or else who said it and when."""
    return borrowed(entry, scorecard) or stated(entry)


def sentence(text: str) -> str:
    """Return a typed text with a full stop, where it ends without a mark."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "\u2026")) else f"{text.rstrip(',;:')}."


def beginning(text: str, words: int = WORDS) -> str:
    """Return a typed text in a few words: as a sentence, or with dots where it goes on."""
    cut = _cut(text, words)
    return cut if cut.endswith("...") else sentence(cut)


def published(files: list[Row]) -> str | None:
    """Return when the newest of some releases was published: on a day, or by the last it can have been.

    None where that is known of none of them, or they are a council's own records.

    ``files`` are rows of ``dim_release_file``.
    """
    dated = [
        (row["published_date"] or row["latest_published_date"], row["published_date"] is not None)
        for row in files
        if not row["is_made_of_records"] and (row["published_date"] or row["latest_published_date"])
    ]
    if not dated:
        return None
    last, is_exact = max(dated)
    return f"The newest was published {'on' if is_exact else 'by'} {day(last)}."


def _cut(text: str, words: int = WORDS) -> str:
    """Return the first words of a text, with dots where it goes on; a word is cut where it alone is too long."""
    split = text.split()
    kept = " ".join(split[:words])
    if len(kept) > CHARACTERS:
        kept = kept[:CHARACTERS].rpartition(" ")[0] or kept[:CHARACTERS]
    return kept if kept == " ".join(split) else f"{kept.rstrip(' ,;:.-')}..."
