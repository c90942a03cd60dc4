"""Words and numbers that belong to nobody; each can be told from a real one, and all are listed for a leak search."""

from collections.abc import Iterable

import numpy as np

PLANTS = (
    "Alder", "Bramble", "Campion", "Daisy", "Elder", "Fern", "Gorse", "Hawthorn", "Iris", "Juniper", "Lavender",
    "Marigold", "Nettle", "Oxlip", "Primrose", "Quince", "Rowan", "Sorrel", "Tansy", "Valerian", "Willow", "Yarrow",
)  # fmt: skip
MINERALS = (
    "Agate", "Basalt", "Calcite", "Dolomite", "Epidote", "Feldspar", "Galena", "Haematite", "Ilmenite", "Jasper",
    "Kyanite", "Limonite", "Malachite", "Nephrite", "Olivine", "Pyrite", "Quartz", "Rutile", "Selenite", "Topaz",
    "Ulexite", "Vanadinite", "Wulfenite", "Zircon",
)  # fmt: skip
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NO_AREA = "ZZ"  # no postcode of the Royal Mail begins with it
STREETS = ("Moss Row", "Slate Walk", "Fern Lane", "Clay Yard", "Heather Rise")
FREE_TEXT = (
    "Made up: mother asks that the aunt comes too.",
    "Made up: grandfather is willing to drive everyone there.",
    "Made up: the family would rather meet at the library.",
)


def drawn(number: np.ndarray, salt: int) -> np.ndarray:
    """Return a number from 0 to 1 for each whole number, always the same one."""
    with np.errstate(over="ignore"):
        mixed = number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt * 0x632BE5AB + 1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(float) / float(1 << 53)


def pick(number: np.ndarray, salt: int, words: Iterable[str]) -> np.ndarray:
    """Return a word for each whole number, always the same one."""
    told = np.asarray(list(words))
    return told[(drawn(number, salt) * len(told)).astype(int)]


def forename(child: int) -> str:
    """Return the name of a child."""
    return PLANTS[child % len(PLANTS)]


def surname(family: int) -> str:
    """Return the name of a family."""
    return MINERALS[family % len(MINERALS)]


def worker_name(worker: int) -> str:
    """Return the name of a worker."""
    return f"{PLANTS[worker % len(PLANTS)]} {MINERALS[(worker * 7 + 3) % len(MINERALS)]}"


def postcode(address: int) -> str:
    """Return a postcode that no place has."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    first, second = letters[address % 20], letters[address // 20 % 20]
    return f"{NO_AREA}{address // 400 % 90 + 10} {address // 36000 % 10}{first}{second}"


def pupil_number(child: int, former: bool = False) -> str:
    """Return a pupil number whose letter is not the one that its digits ask for."""
    digits = f"{998 if former else 999}{child:09d}"
    right = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2)) % 23
    return UPN_LETTERS[(right + 1) % 23] + digits


def street(address: int) -> str:
    """Return the first line of an address."""
    return f"{address % 90 + 1} {STREETS[address % len(STREETS)]}"
