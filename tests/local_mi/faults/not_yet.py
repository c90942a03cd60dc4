"""Faults of which the intake does not yet make what the specification asks; each fails until it does."""

NOT_YET: dict[str, str] = {}
