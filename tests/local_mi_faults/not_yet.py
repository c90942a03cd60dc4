"""Faults of which the intake does not make what the specification asks, with why; each must fail until it does."""

_BY_REASON: dict[str, tuple[str, ...]] = {
    "a word of a council's own may hold a name": ("training.csv | Course of training: a sentence with a name",),
}
NOT_YET = {place: reason for reason, places in _BY_REASON.items() for place in places}
