"""Random journeys of children, the statements that tell of them, and their status day by day.

The second half works the status out again in plain Python, from the statements and a day at a time, and shares nothing
with the models.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from told import Told

COUNCIL = "E09000099"
FIRST, LAST = date(2021, 4, 1), date(2024, 3, 31)
YEARS = [(date(year, 4, 1), date(year + 1, 3, 31)) for year in (2021, 2022, 2023)]
SNAPSHOTS = [date(year + 1, 7, 1) for year in (2021, 2022, 2023)]
# A return of the first year made again, after that of the second.
AGAIN = date(2023, 10, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Record:
    """One record of a child as a feed has it: the rest of its key is ``kind``, ``start`` and ``also``."""

    kind: str
    start: date
    end: date | None
    end_reason: str | None = None
    start_reason: str | None = None
    also: str | None = None  # legal status
    nothing_followed: bool = False
    is_forgotten: bool = False  # by every return after the first


@dataclass(frozen=True)
class Statement:
    """All that one statement says of the children, by child."""

    feed: str
    snapshot: date
    period: tuple[date, date]
    records: dict[str, list[Record]]


COLUMNS = {
    "referral": ("referral_date", "closure_date"),
    "child_in_need_plan": ("start_date", "end_date"),
    "child_protection_plan": ("start_date", "end_date"),
    "early_help_episode": ("start_date", "end_date"),
    "looked_after_episode": ("start_date", "end_date"),
}
OF_FEED = {
    "cin_census": ("referral", "child_in_need_plan", "child_protection_plan"),
    "ssda903": ("looked_after_episode",),
    "annex_a": ("early_help_episode", "child_protection_plan", "referral"),
}


def make(children: int, seed: int) -> tuple[list[Statement], dict[str, date]]:
    """Make statements and birth dates."""
    chance = random.Random(seed)
    names = [f"child-{number}" for number in range(children)]
    births = {name: date(2004, 1, 1) + chance.randrange(6500) * DAY for name in names}
    truth = {name: _journey(chance) for name in names}
    statements = []
    for snapshot, period in sorted([*zip(SNAPSHOTS, YEARS, strict=True), (AGAIN, YEARS[0])]):
        # What was typed wrong is mended, or what was right is spoilt, from one snapshot to the next.
        truth = {name: _corrected(records, chance) for name, records in truth.items()}
        for feed, kinds in OF_FEED.items():
            # The lists look back from the day on which they are made, beyond the year of the returns.
            about = (snapshot - 183 * DAY, snapshot) if feed == "annex_a" else period
            told = {
                name: [seen for record in records if record.kind in kinds and (seen := _seen(record, about))]
                for name, records in truth.items()
            }
            if feed == "annex_a":
                told = {name: [_typed_by_hand(record) for record in records] for name, records in told.items()}
            if feed != "annex_a" or snapshot != AGAIN:
                statements.append(Statement(feed, snapshot, about, told))
    return statements, births


def tell(told: Told, statements: list[Statement], births: dict[str, date]) -> None:
    """Land the statements."""
    for statement in statements:
        told.statement(COUNCIL, statement.feed, statement.snapshot, *statement.period)
        for child, records in statement.records.items():
            if statement.feed == "cin_census":
                told.row("child", child, birth_date=births[child])
            for record in records:
                starts, ends = COLUMNS[record.kind]
                columns: dict = {starts: record.start, ends: record.end}
                if record.kind == "referral" and statement.feed == "annex_a":
                    columns = {starts: record.start}
                elif record.kind == "referral":
                    columns |= {"closure_reason": record.end_reason, "is_no_further_action": record.nothing_followed}
                if record.kind == "looked_after_episode":
                    columns |= {"legal_status": record.also, "end_reason": record.end_reason}
                    columns |= {"start_reason": record.start_reason, "placement_type": "U6"}
                told.row(record.kind, child, **columns)
            if statement.feed == "annex_a" and len(child) % 2:
                # An observation of the snapshot's day, which changes no status.
                told.row("case_status", child, case_status="child_in_need_plan")


def _journey(chance: random.Random) -> list[Record]:
    records = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        start = FIRST + chance.randrange(900) * DAY
        end = start + chance.choice((0, 1, 20, 150, 400, 2000)) * DAY
        nothing = chance.random() < 0.2
        if chance.random() < 0.7:
            closed = (None, None) if nothing else (end, "RC7")
            records.append(Record("referral", start, *closed, nothing_followed=nothing))
        day = start
        for kind in ("child_protection_plan", "child_in_need_plan", "early_help_episode"):
            day = day if chance.random() < 0.5 else start
            while chance.random() < 0.5:
                day += chance.choice((0, 1, 5, 30)) * DAY
                until = day + chance.choice((0, 1, 30, 100, 700)) * DAY
                records.append(Record(kind, day, until))
                day = until
    if chance.random() < 0.6:
        records += _care(FIRST + chance.randrange(800) * DAY, chance)
    known = {(record.kind, record.start, record.also): record for record in records}
    return list(known.values())


def _care(start: date, chance: random.Random) -> list[Record]:
    records, reason = [], "S"
    for _ in range(chance.choice((1, 2, 4))):
        end = start + chance.choice((3, 10, 90, 300, 900)) * DAY
        is_last = chance.random() < 0.4
        legal_status = chance.choice(("C2", "V2", "V4"))
        is_forgotten = chance.random() < 0.2
        records.append(
            Record(
                "looked_after_episode", start, end, "E4A" if is_last else "X1", reason, legal_status,
                is_forgotten=is_forgotten,
            )
        )  # fmt: skip
        start = end + chance.choice((0, 0, 0, 1, 60)) * DAY
        reason = "S" if is_last or is_forgotten else "P"
    return records


def _corrected(records: list[Record], chance: random.Random) -> list[Record]:
    kept = []
    for record in records:
        moved = chance.random()
        if moved < 0.03:
            continue
        if moved < 0.1 and record.end:
            kept.append(replace(record, end=record.start + chance.randrange(400) * DAY))
        else:
            kept.append(record)
    return kept


def _seen(record: Record, period: tuple[date, date]) -> Record | None:
    """Return the record as a return of a period has it, or nothing where it is not about the period."""
    first, last = period
    until = record.start if record.nothing_followed else record.end
    if record.start > last or (until and until < first) or (record.is_forgotten and record.start < first):
        return None
    return replace(record, end=None, end_reason=None) if record.end and record.end > last else record


def _typed_by_hand(record: Record) -> Record:
    if record.kind == "referral":
        # The lists have a day of each, which may be another than the return's, and nothing of what became of it.
        moved = (0, 1, -2, 3, 10)[record.start.day % 5]
        return Record("referral", record.start + moved * DAY, None, nothing_followed=True)
    is_early = record.kind == "child_protection_plan" and record.start.day % 2
    return replace(record, start=record.start - 2 * DAY) if is_early else record


# What follows knows nothing of the models.


@dataclass
class _Held:
    record: Record
    last_seen: date
    is_unseen: bool = False


def known_records(statements: list[Statement], child: str, known_on: date) -> dict[str, list[_Held]]:
    """Return what each feed says of a child on a day, one statement after the other."""
    held: dict[str, dict[tuple, _Held]] = {feed: {} for feed in OF_FEED}
    for statement in sorted(statements, key=lambda each: (each.period[1], each.snapshot)):
        if statement.snapshot > known_on:
            continue
        first, last = statement.period
        of_feed = held[statement.feed]
        told = {(one.kind, one.start, one.also): one for one in statement.records.get(child, [])}
        spoken_of = {one.kind for records in statement.records.values() for one in records}
        for key, one in list(of_feed.items()):
            if key in told or one.record.kind not in spoken_of:
                continue
            record = one.record
            until = record.start if record.nothing_followed else record.end
            if (until or one.last_seen) > first:
                del of_feed[key]
            elif until is None:
                of_feed[key] = _Held(replace(record, end=max(one.last_seen, record.start)), one.last_seen, True)
        for key, record in told.items():
            of_feed[key] = _Held(record, last)
    return {feed: list(of_feed.values()) for feed, of_feed in held.items()}


def statuses(
    statements: list[Statement], child: str, birth: date, known_on: date, days: list[date]
) -> list[str | None]:
    """Return the status of a child on each of some days that follow each other, as known on a day."""
    held = known_records(statements, child, known_on)
    spans: dict[str, list[tuple[date, date]]] = {
        "child_in_need": [
            (one.record.start, one.record.end or date.max)
            for one in held["cin_census"]
            if one.record.kind == "referral" and not one.record.nothing_followed
        ],
        "early_help": [
            (one.record.start, one.record.end or date.max)
            for one in held["annex_a"]
            if one.record.kind == "early_help_episode"
        ],
        "child_protection_plan": _of_two_feeds(held, statements, known_on),
        "child_in_need_plan": [
            (one.record.start, one.record.end or date.max)
            for one in held["cin_census"]
            if one.record.kind == "child_in_need_plan"
        ],
        "looked_after": _stitched(held["ssda903"], birth, known_on),
    }
    stronger = [
        span[0] for flag in ("looked_after", "child_protection_plan") for span in spans[flag] if span[1] > span[0]
    ]
    spans["child_in_need_plan"] = [
        (start, min([end, *(day for day in stronger if start < day < end)]))
        for start, end in spans["child_in_need_plan"]
    ]
    flags = {flag: _days(those, days) for flag, those in spans.items()}
    found: list[str | None] = []
    before: str | None = None
    for number in range(len(days)):
        now = next((flag for flag in ORDER if flags[flag][number]), None)
        before = now or ("closed" if before else None)
        found.append(before)
    return _without_gap_between_plans(found, flags)


ORDER = ("looked_after", "child_protection_plan", "child_in_need_plan", "child_in_need", "early_help")


def _days(spans: list[tuple[date, date]], days: list[date]) -> list[bool]:
    on = [any(start <= day < end for start, end in spans) for day in days]
    # One day without it between two with it is no end.
    return [now or (0 < number < len(on) - 1 and on[number - 1] and on[number + 1]) for number, now in enumerate(on)]


def referrals(statements: list[Statement], child: str, known_on: date) -> list[tuple[date, bool, bool]]:
    """Return day, whether the case was open and whether it is a re-referral of each referral, as known on a day."""
    held = known_records(statements, child, known_on)
    told = [one.record for one in held["cin_census"] if one.record.kind == "referral"]
    days = {record.start for record in told}
    for one in held["annex_a"]:
        day = one.record.start
        if one.record.kind == "referral" and all(abs((day - other.start).days) > 3 for other in told):
            days.add(day)
    found: list[tuple[date, bool, bool]] = []
    for day in sorted(days):
        is_open = any(record.start < day < (record.end or date.max) for record in told if not record.nothing_followed)
        before = max((other for other, was_open, _ in found if not was_open), default=None)
        is_again = not is_open and before is not None and day <= before.replace(year=before.year + 1)
        found.append((day, is_open, is_again))
    return found


def _of_two_feeds(held: dict[str, list[_Held]], statements: list[Statement], known_on: date) -> list[tuple[date, date]]:
    """Plans of the census, and those of the lists that it has none beside; what it left open may have ended since."""
    kind = "child_protection_plan"
    looked = max(one.period[1] for one in statements if one.feed == "cin_census" and one.snapshot <= known_on)
    looked_too = max(one.period[1] for one in statements if one.feed == "annex_a" and one.snapshot <= known_on)
    better = [one.record for one in held["cin_census"] if one.record.kind == kind]
    poorer = [one.record for one in held["annex_a"] if one.record.kind == kind]

    def until(record: Record, last: date) -> date:
        return record.end or max(last, record.start) + DAY

    ends: dict[Record, date] = {}
    hidden = set()
    for one in better:
        for other in poorer:
            if one.start < until(other, looked_too) and other.start < until(one, looked):
                hidden.add(other)
                if one.end is None and other.end and other.end >= looked:
                    ends[one] = min(ends.get(one, date.max), other.end)
    used = [(one.start, one.end or ends.get(one, date.max)) for one in better]
    return used + [(one.start, one.end or date.max) for one in poorer if one not in hidden]


def _stitched(held: list[_Held], birth: date, known_on: date) -> list[tuple[date, date]]:
    by_start: dict[date, _Held] = {}
    for one in held:
        if one.record.also == "V4" or (one.record.end and one.record.end <= one.record.start):
            continue
        other = by_start.get(one.record.start)
        if other is None or _prefer(one) < _prefer(other):
            by_start[one.record.start] = one
    chain = [by_start[start] for start in sorted(by_start)]
    grown_up = date(birth.year + 18, 3, 1) if (birth.month, birth.day) == (2, 29) else birth.replace(birth.year + 18)
    grown_up = grown_up if grown_up <= known_on else date.max
    spans = []
    for number, one in enumerate(chain):
        record, after = one.record, chain[number + 1].record if number + 1 < len(chain) else None
        end = record.end
        if after and (end is None or one.is_unseen):
            if after.start_reason == "S":
                end = max(min(end or after.start, after.start - DAY), record.start + DAY)
            else:
                end = after.start
        elif (
            after
            and end
            and not one.is_unseen
            and (end > after.start or (record.end_reason == "X1" and after.start_reason != "S"))
        ):
            end = after.start
        spans.append((record.start, min(end or date.max, grown_up)))
    return [(start, end) for start, end in spans if end > start]


def _prefer(one: _Held) -> tuple:
    return (one.is_unseen, -(one.record.end or date.max).toordinal(), one.record.also)


def _without_gap_between_plans(found: list[str | None], flags: dict[str, list[bool]]) -> list[str | None]:
    """Ten weekdays at the most from a protection plan to a child in need plan, neither in an open episode."""
    plain = list(found)
    number = 0
    while number < len(plain):
        if plain[number] not in ("closed", "early_help"):
            number += 1
            continue
        last = number
        while last + 1 < len(plain) and plain[last + 1] == plain[number]:
            last += 1
        if number and last + 1 < len(plain):
            is_from_plan = flags["child_protection_plan"][number - 1] and not flags["child_in_need"][number - 1]
            is_to_plan = flags["child_in_need_plan"][last + 1] and not flags["child_in_need"][last + 1]
            first_day = FIRST + number * DAY
            weekdays = sum((first_day + step * DAY).weekday() < 5 for step in range(1, last - number + 2))
            if is_from_plan and is_to_plan and weekdays <= 10:
                plain[number : last + 1] = ["child_in_need"] * (last - number + 1)
        number = last + 1
    return plain
