"""The shape of a publication's definition: its feeds, and what each of their releases must hold."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import product
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    StringConstraints,
    model_validator,
)

from oba.definitions.base import TIME_AND_PLACE, Definition, Name, Text
from oba.definitions.feeds.likeness import Likeness, Rates, RealJumps
from oba.definitions.feeds.service import ServiceFile, ServicePublication
from oba.definitions.feeds.slips import KnownSlip, Restatement
from oba.definitions.feeds.sums import AddsUp, Relation
from oba.periods import FAMILIES, Family, Period, day_and_month, release_order


def _known_family(name: str) -> str:
    if name not in FAMILIES:
        raise ValueError(f"{name!r} is no kind of period; there are {', '.join(FAMILIES)}")
    return name


def _known_day(text: str) -> str:
    day_and_month(text)
    return text


def _known_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from None
    return text


TimeIdentifier = Annotated[str, AfterValidator(_known_family)]
DayAndMonth = Annotated[str, AfterValidator(_known_day)]


class OfReleases(Definition):
    """Something that not every release has."""

    first_release: Text | None = None  # releases before this one may lack it
    last_release: Text | None = None  # releases after this one may lack it

    def is_in(self, release: str) -> bool:
        """Tell whether a release of that name should have it."""
        return self.is_at(release_order(release))

    def is_at(self, place: str) -> bool:
        """Tell the same of a place in the order of releases."""
        starts = self.first_release is None or release_order(self.first_release) <= place
        return starts and (self.last_release is None or place <= release_order(self.last_release))

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if (
            self.first_release
            and self.last_release
            and release_order(self.last_release) < release_order(self.first_release)
        ):
            raise ValueError(f"last_release ({self.last_release}) is before first_release ({self.first_release})")
        return self


class PublishedName(OfReleases):
    """A name under which releases publish something; with ``first_release`` or ``last_release``, some releases."""

    name: Text

    @property
    def is_dated(self) -> bool:
        """Whether it holds for a range of releases and not for all."""
        return self.first_release is not None or self.last_release is not None


def _as_name(entry: object) -> object:
    return {"name": entry} if isinstance(entry, str) else entry


class Published(Definition):
    """Something that releases publish under one or more names beside its canonical one."""

    # Each a text, or a mapping with the releases that it holds for.
    published_as: tuple[Annotated[PublishedName, BeforeValidator(_as_name)], ...] = ()

    def aliases(self, place: str) -> list[str]:
        """Return the names beside the canonical one at a place in the order of releases.

        Where one is given for a range of releases, the others do not hold in that range.
        """
        holding = [name for name in self.published_as if name.is_at(place)]
        dated = [name for name in holding if name.is_dated]
        return [name.name for name in dated or holding]

    def claimed(self, own: str, place: str) -> list[str]:
        """Return the names that nothing else may have there; one for a range of releases stands instead of its own."""
        moved = any(name.is_dated and name.is_at(place) for name in self.published_as)
        return self.aliases(place) if moved else [own, *self.aliases(place)]


class Dated(OfReleases, Published):
    """Something published that not every release has."""


class Member(Dated):
    """A member of a filter, by canonical text."""

    aggregate: bool = False  # the sum over the other members
    optional: bool = False  # a release may lack it
    # Members of other filters that it is published with; others: all.
    only_with: dict[Name, tuple[Text, ...]] = Field(default={})
    units: dict[Name, Name] = Field(default={})  # of a data column whose figures at this member are of another unit
    years: int | None = Field(default=None, ge=1)  # of a figure over several years: how many, up to its period's end


class Filter(Published):
    """A column that splits figures, and the closed list of its members."""

    members: dict[Text, Member] = Field(min_length=1)

    @property
    def wholes(self) -> list[str]:
        """The members that are sums over others."""
        return [text for text, member in self.members.items() if member.aggregate]

    def canonical_members(self, release: str) -> dict[str, str]:
        """Map each text under which a member may be published in a release to its canonical text."""
        return _canonical({text: member for text, member in self.members.items() if member.is_in(release)}, release)


class Attribute(Published):
    """A column with one value in a file, and the values that vintages published."""

    values: tuple[Text, ...] = Field(min_length=1)


class DataColumn(Dated):
    """A column that holds figures."""

    unit: Name
    decimal_places: int = Field(ge=0)
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None  # of a percentage without one: 100
    names_no_characteristic: Text | None = None  # why a word such as female in its published name is none of children

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest figure that can be."""
        most = self.maximum if self.maximum is not None else Decimal(100 if self.unit == "percent" else "inf")
        return float(self.minimum), float(most)


class Periods(Definition):
    """Which periods each release of a feed holds: from a first one, or the newest so many."""

    time_identifier: TimeIdentifier
    first: Text | None = None
    window: int | None = Field(default=None, ge=1)
    last: Text | None = None  # else the period that the release is named by
    years: int = Field(default=1, ge=1)  # of figures over several years: how many, up to the end of the one named

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if (self.first is None) == (self.window is None):
            raise ValueError("give either 'first' (a fixed first period) or 'window' (the number of periods)")
        numbers = [self.family.number_of(text) for text in (self.first, self.last) if text is not None]
        if numbers != sorted(numbers):
            raise ValueError(f"'last' ({self.last}) is before 'first' ({self.first})")
        if self.years > 1 and not self.family.is_of_years:
            raise ValueError(f"'years' is for figures over several years; periods are of a {self.time_identifier}")
        return self

    @property
    def family(self) -> Family:
        """The periods that a file may hold, and how they are published."""
        return FAMILIES[self.time_identifier]

    def expected(self, release: str) -> list[str] | None:
        """Return the periods of a release in order, or None where its name does not tell the last one."""
        last = self.last if self.last is not None else self.family.last_of_release(release)
        if last is None:
            return None
        end = self.family.number_of(last)
        start = end - (self.window or 1) + 1 if self.first is None else self.family.number_of(self.first)
        return [self.family.text_at(number) for number in range(start, end + 1)]


class SeriesBreak(Definition):
    """A release from which on figures no longer continue the earlier ones, and who says so."""

    release: str
    changed: Text
    columns: tuple[Name, ...] = ()  # data columns of which most earlier figures are replaced
    all_columns: bool = False  # instead: every data column of the feed
    where: dict[Name, tuple[Text, ...]] = Field(default={})  # members that it is about; none named: all
    source: Text

    @model_validator(mode="after")
    def _says_what_it_breaks(self) -> Self:
        if self.all_columns == bool(self.columns):
            raise ValueError(
                f"the break of release {self.release} says either in 'columns' which data columns no longer continue, "
                "or 'all_columns: true'; the verdicts of each of them will say that the definition changed"
            )
        return self


class Shock(Definition):
    """Periods in which something common to all places moved the figures, and what it was."""

    periods: tuple[Text, ...] = Field(min_length=1)
    reason: Text
    columns: tuple[Name, ...] = ()  # data columns that it moved; none named: all
    where: dict[Name, tuple[Text, ...]] = Field(default={})  # members that it is about; none named: all


class PlaceChange(Definition):
    """Places that a release shows otherwise than the release before it did, in the same periods."""

    release: str
    gone: tuple[Text, ...] = ()
    came: tuple[Text, ...] = ()
    periods: tuple[Text, ...] = ()  # in which; none named: all
    effective: date | None = None  # day of the change in law, where there was one
    reason: Text


class ReleasedFile(Definition):
    """One file of a publication, as it comes with every release."""

    feed: Name
    kind: str
    title: Text
    files: tuple[Text, ...] = Field(min_length=1)
    ees: ServiceFile | None = None  # where the service has it; without this, only a folder of releases offers it

    def takes(self, file_name: str) -> bool:
        """Tell whether a file of that name belongs to this feed."""
        named = any(fnmatchcase(file_name, pattern) for pattern in self.files)
        return named or (self.ees is not None and self.ees.takes(file_name))


class NeighbourFeed(ReleasedFile):
    """A file that lists each authority's statistical neighbours; its release is the year of the set."""

    kind: Literal["neighbours"] = "neighbours"
    minimum_authorities: int = Field(ge=1)


class PersonalPattern(Definition):
    """A form of text by which single people are known, so that it may stand in no worksheet.

    It is looked for in text with single plain spaces, plain dashes, and nothing of no width.
    """

    looks_like: Text
    pattern: Annotated[Text, AfterValidator(_known_pattern)]
    check: Literal["nhs", "upn"] | None = None  # whose check digit or letter must be right too


class WorksheetFeed(ReleasedFile):
    """A workbook in which a place's champions have filled in the words of its scorecards, named for the place."""

    kind: Literal["worksheet"] = "worksheet"
    longest_words: int = Field(ge=1)  # characters of what is told
    longest_name: int = Field(ge=1)  # and of a name, a part played or a source
    most_entries: int = Field(ge=1)  # of one table
    personal: tuple[PersonalPattern, ...] = ()


class Feed(ReleasedFile):
    """A file of figures."""

    kind: Literal["figures"] = "figures"
    minimum_authorities: int = Field(ge=0)  # 0: the file has no authorities
    period_ends: DayAndMonth | None = None  # day on which a year ends; of months there is none
    periods: Periods
    england: bool = True  # False: the file has no row for England, as when a report speaks of one authority
    regions: int = Field(ge=0)  # regional rows of one period; 0: the file has none
    filters: dict[Name, Filter] = Field(default={})
    # The file lists cases, a row each: this filter tells those of one period apart, the others say what each case is.
    # Any members may then meet, and a period may have none.
    lists: Name | None = None
    attributes: dict[Name, Attribute] = Field(default={})
    columns: dict[Name, DataColumn] = Field(min_length=1)
    series_breaks: tuple[SeriesBreak, ...] = ()
    shocks: tuple[Shock, ...] = ()
    known_slips: tuple[KnownSlip, ...] = ()
    restated: tuple[Restatement, ...] = ()
    adds_up: AddsUp | None = None
    rates: tuple[Rates, ...] = ()
    likeness: Likeness = Likeness()
    jumps_are_real: tuple[RealJumps, ...] = ()

    @model_validator(mode="after")
    def _years_end_on_a_day(self) -> Self:
        family = self.periods.family
        if family.is_of_months != (self.period_ends is None):
            needed = (
                "has no 'period_ends': a month ends on its last day" if family.is_of_months else "needs 'period_ends'"
            )
            raise ValueError(f"time_identifier {family.name} {needed}")
        if family.year_ends not in (None, self.period_ends):
            raise ValueError(
                f"period_ends: a {family.name} is of a year to {family.year_ends}; found {self.period_ends}"
            )
        return self

    @model_validator(mode="after")
    def _lists_what_it_has(self) -> Self:
        if self.lists is None:
            return self
        _refuse_unknown("lists", [self.lists], self.filters)
        if self.adds_up is not None or self.minimum_authorities != 1:
            raise ValueError(
                "'lists' is for a file of single cases in one place: 'minimum_authorities: 1', and no 'adds_up', since "
                "nothing in it is made of something else"
            )
        aggregates = [text for each in self.filters.values() for text in each.wholes]
        if aggregates:
            raise ValueError(f"'lists' is for single cases; {', '.join(aggregates)} is a sum over others")
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        said: list[tuple[str, SeriesBreak | Shock | KnownSlip | Restatement]]
        said = [("series_breaks", broken) for broken in self.series_breaks]
        said += [("shocks", shock) for shock in self.shocks]
        said += [("known_slips", slip) for slip in self.known_slips]
        said += [("restated", restated) for restated in self.restated]
        for field, marked in said:
            _refuse_unknown(field, marked.columns, self.columns)
            _refuse_unknown(f"{field}: where", marked.where, self.filters)
            for name, texts in marked.where.items():
                _refuse_unknown(f"{field}: where: {name}", texts, self.filters[name].members)
        for name, declared in self.filters.items():
            for text, member in declared.members.items():
                _refuse_unknown(f"{name}, member {text!r}: units", member.units, self.columns)
                _refuse_unknown(f"{name}, member {text!r}: only_with", member.only_with, self.filters)
                for other, texts in member.only_with.items():
                    _refuse_unknown(f"{name}, member {text!r}: only_with", texts, self.filters[other].members)
                if member.years is not None and not self.periods.family.is_of_years:
                    raise ValueError(f"{name}, member {text!r}: 'years' is for a feed of years")
        looked_into: list[KnownSlip | Restatement] = [*self.known_slips, *self.restated]
        for text in (text for looked in looked_into for text in looked.periods):
            self.period(text)
        for field_, columns in (
            *(("jumps_are_real", jump.columns) for jump in self.jumps_are_real),
            *(("rates", (*rates.counts, *rates.counts.values())) for rates in self.rates),
            *(("rates", (rates.population,)) for rates in self.rates if rates.population),
        ):
            _refuse_unknown(field_, columns, self.columns)
        if self.adds_up is not None:
            self._refuse_unknown_of_sums(self.adds_up)
        return self

    @model_validator(mode="after")
    def _a_name_is_of_one_column(self) -> Self:
        _refuse_shared_names("columns", self.declared, TIME_AND_PLACE)
        for name, declared in self.filters.items():
            _refuse_shared_names(f"members of {name}", declared.members)
        return self

    @model_validator(mode="after")
    def _shocks_are_of_its_periods(self) -> Self:
        named = [place for shock in self.shocks for place in self.shocked(shock)]
        twice = sorted({f"{place[2]} of {place[0]}" for place in named if named.count(place) > 1})
        if twice:
            raise ValueError(f"shocks: {', '.join(twice)} is named twice; give each period of a column one reason")
        return self

    def _refuse_unknown_of_sums(self, adds_up: AddsUp) -> None:
        _refuse_unknown("adds_up: columns", adds_up.columns, self.columns)
        _refuse_unknown("adds_up: not_summed", adds_up.not_summed, self.filters)
        for name, texts in adds_up.not_summed.items():
            _refuse_unknown(f"adds_up: not_summed, {name}", texts, self.filters[name].members)
        for gap in adds_up.known_gaps:
            _refuse_unknown("adds_up: known_gaps", gap.columns, adds_up.columns)
            for text in gap.periods:
                self.period(text)
        for relation in adds_up.relations:
            if relation.filter is not None:
                _refuse_unknown("adds_up: relations", [relation.filter], self.filters)
            names = self.columns if relation.filter is None else self.filters[relation.filter].members
            _refuse_unknown("adds_up: relations", [relation.whole, *relation.parts], names)
            columns = (relation.percentage, relation.count, relation.rate)
            _refuse_unknown("adds_up: relations", filter(None, columns), self.columns)

    @property
    def declared(self) -> dict[str, Published]:
        """Every column beside time and place, by canonical name."""
        return {**self.filters, **self.attributes, **self.columns}

    @property
    def key_filters(self) -> list[str]:
        """The filters that tell the rows of one place and period apart."""
        return list(self.filters) if self.lists is None else [self.lists]

    @property
    def levels(self) -> list[str]:
        """The geographic levels of the file."""
        counts = {"National": self.england, "Regional": self.regions, "Local authority": self.minimum_authorities}
        return [level for level, count in counts.items() if count]

    def unit_of(self, column: str, where: dict[str, str]) -> str:
        """Return what a data column counts at fixed members: its own unit, unless a member has another."""
        members = (self.filters[name].members[text] for name, text in where.items())
        return next((member.units[column] for member in members if column in member.units), self.columns[column].unit)

    def years_of(self, where: dict[str, str]) -> int:
        """Return over how many years a figure at fixed members is: those of its feed, unless a member has others."""
        members = (self.filters[name].members[text] for name, text in where.items())
        return next((member.years for member in members if member.years is not None), self.periods.years)

    def period(self, text: str, years: int | None = None) -> Period:
        """Return the period that a text such as ``201819`` or ``February 2025`` names in this feed.

        Args:
            text: the period, as ``Periods.expected`` gives it.
            years: how many years it is about; without this, as many as the feed says.

        Raises:
            UnknownPeriod: it is no period of the feed's kind.
        """
        return self.periods.family.period(text, self.period_ends, self.periods.years if years is None else years)

    def period_kind(self, where: dict[str, str]) -> str:
        """Return the kind of the periods of figures at fixed members, such as ``quarter`` or ``3_years``."""
        months = self.periods.family.months
        return Period(date.max, months * self.years_of(where)).kind

    def canonical_names(self, release: str) -> dict[str, str]:
        """Map each name under which a column may be published in a release to its canonical name.

        A canonical name always names its own column, unless another column is published under it in that release.
        """
        optional = self.optional_columns(release)
        of_release = {name: column for name, column in self.declared.items() if name not in optional}
        fixed = {name: name for name in TIME_AND_PLACE}
        return fixed | _canonical(self.declared, release) | _canonical(of_release, release)

    def optional_columns(self, release: str) -> set[str]:
        """Return the data columns that a release may lack because they came later or ended earlier."""
        return {name for name, column in self.columns.items() if not column.is_in(release)}

    def combinations(self, release: str) -> list[dict[str, str]]:
        """Return the combinations of filter members that each place of a release has in each period."""
        present = [
            [text for text, member in declared.members.items() if member.is_in(release)]
            for declared in self.filters.values()
        ]
        rows = (dict(zip(self.filters, texts, strict=True)) for texts in product(*present))
        return [row for row in rows if self._belong_together(row)]

    def chosen_combinations(self, where: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
        """Return the combinations of filter members, of any release, with one of those named of each filter in it."""
        chosen = [where.get(name, tuple(declared.members)) for name, declared in self.filters.items()]
        rows = (dict(zip(self.filters, texts, strict=True)) for texts in product(*chosen))
        return [row for row in rows if self._belong_together(row)]

    def shocked(self, shock: Shock) -> list[tuple[str, str, date]]:
        """Return data column, breakdown and last day of the period of all that a shock moved.

        Raises:
            UnknownPeriod: it names what is no period of this feed.
        """
        ends = [self.period(text).last_day for text in shock.periods]
        wheres = [breakdown(where) for where in self.chosen_combinations(shock.where)]
        return list(product(shock.columns or self.columns, wheres, ends))

    def breaks_between(self, after: str, release: str) -> list[SeriesBreak]:
        """Return the breaks of series that came after one release and not after another."""
        return [broken for broken in self.series_breaks if came_between(after, broken.release, release)]

    def broken_by(self, broken: SeriesBreak) -> tuple[str, ...]:
        """Return the data columns whose series a break ends."""
        return tuple(self.columns) if broken.all_columns else broken.columns

    def parts_of(self, relation: Relation) -> tuple[str, ...]:
        """Return the parts of a relation: those it names, or every member of its filter that is no aggregate."""
        if relation.parts or relation.filter is None:
            return relation.parts
        members = self.filters[relation.filter].members
        return tuple(text for text, member in members.items() if not member.aggregate)

    def _belong_together(self, row: dict[str, str]) -> bool:
        return all(
            row[other] in texts
            for name, text in row.items()
            for other, texts in self.filters[name].members[text].only_with.items()
        )


class FeedOfUnknownKind(ReleasedFile):
    """A file of a kind that this warehouse does not know: known by name, so that it can be told and refused alone."""

    model_config = ConfigDict(extra="ignore")


# The class that declares a feed of each kind; what reads such a file is in ``oba.kinds``.
DECLARED_AS: dict[str, type[ReleasedFile]] = {
    "figures": Feed,
    "neighbours": NeighbourFeed,
    "worksheet": WorksheetFeed,
}


def _as_its_kind(entry: object) -> object:
    if not isinstance(entry, dict):
        return entry
    return DECLARED_AS.get(str(entry.get("kind", "figures")), FeedOfUnknownKind).model_validate(entry)


class Release(Definition):
    """When a release of a publication came out."""

    release: Text
    published: date | None = None
    published_from: date | None = None  # where the day is not known: the earliest that it can be
    published_until: date | None = None  # and the latest
    published_note: Text | None = None  # what is known of the date where the day is not

    @property
    def possible_days(self) -> tuple[date | None, date | None]:
        """The earliest and the latest day on which it can have come out, as far as is known."""
        return self.published or self.published_from, self.published or self.published_until

    @model_validator(mode="after")
    def _says_what_is_known(self) -> Self:
        between = (self.published_from, self.published_until)
        if any(between) and (self.published is not None or not all(between)):
            raise ValueError(
                f"release {self.release} has either 'published' (the day) or both 'published_from' and "
                "'published_until' (the earliest and the latest day that it can be)"
            )
        if self.published_from and self.published_until and self.published_from >= self.published_until:
            raise ValueError(
                f"release {self.release}: published_until ({self.published_until}) is not after published_from "
                f"({self.published_from}); where the day is known, write it under 'published'"
            )
        if self.published is None and self.published_note is None:
            raise ValueError(f"release {self.release} has no date; say in published_note what is known of it")
        return self


class Publication(Definition):
    """A statistical publication, its releases and its feeds."""

    publication: Name
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    publisher: Text
    licence: Text
    made_from: Literal["statistics", "records"] = "statistics"  # records: figures of single children, after control
    made_up: bool = False  # of the demo's council; no measure has figures of it and of places that there are
    releases: tuple[Release, ...] = ()
    place_changes: tuple[PlaceChange, ...] = ()
    # Each an object of the class of its kind; a feed that names no kind is one of figures.
    feeds: tuple[Annotated[SerializeAsAny[ReleasedFile], BeforeValidator(_as_its_kind)], ...] = Field(min_length=1)
    ees: ServicePublication = ServicePublication()

    @property
    def figures(self) -> tuple[Feed, ...]:
        """The feeds of figures, which measures are made from."""
        return tuple(feed for feed in self.feeds if isinstance(feed, Feed))

    def release_named(self, name: str) -> Release | None:
        """Return what is known of a release's date, or None where the definition does not list the release."""
        return next((release for release in self.releases if release.release == name), None)

    def changed_places(self, after: str, release: str, period: str) -> tuple[set[str], set[str]]:
        """Return the codes that may be gone from a period, and come to it, after one release and not after another."""
        changes = [
            change
            for change in self.place_changes
            if came_between(after, change.release, release) and (not change.periods or period in change.periods)
        ]
        return {code for change in changes for code in change.gone}, {
            code for change in changes for code in change.came
        }


def breakdown(where: dict[str, str]) -> str:
    """Return filter members as one text, e.g. ``age=19 to 21 years; sex=Total``, in order of filter name."""
    return "; ".join(f"{name}={where[name]}" for name in sorted(where))


def came_between(after: str, release: str, until: str) -> bool:
    """Tell whether a release came after that of one file and not after that of another.

    Between two files of the release itself it counts as well: an amendment may make anew what that release is said to.
    """
    first, last = release_order(after), release_order(until)
    return first < release_order(release) <= last or first == release_order(release) == last


def _canonical(declared: Mapping[str, Published], release: str) -> dict[str, str]:
    """Map each name under which something may be published in a release to its canonical name."""
    place = release_order(release)
    aliases = {alias: name for name, published in declared.items() for alias in published.aliases(place)}
    return {name: name for name in declared} | aliases


def _refuse_shared_names(where: str, declared: Mapping[str, Published], taken: Iterable[str] = ()) -> None:
    """Refuse a name that two of what is declared have in one release."""
    ranges: list[OfReleases] = [name for published in declared.values() for name in published.published_as]
    ranges += [published for published in declared.values() if isinstance(published, OfReleases)]
    # The names that hold change where a range starts and after one ends, and nowhere else.
    places = {"": "in releases before any that is named"}
    places |= {release_order(r.first_release): f"in release {r.first_release}" for r in ranges if r.first_release}
    places |= {
        release_order(r.last_release) + "\0": f"after release {r.last_release}" for r in ranges if r.last_release
    }
    for place, said in sorted(places.items()):
        owners: dict[str, str] = dict.fromkeys(taken, "time and place")
        for name, published in declared.items():
            if isinstance(published, OfReleases) and not published.is_at(place):
                continue
            for text in published.claimed(name, place):
                if owners.setdefault(text, name) != name:
                    raise ValueError(
                        f"{where}: {said if len(places) > 1 else 'in every release'} {text!r} is the name of both "
                        f"{owners[text]!r} and {name!r}, so one figure would be read as two; keep it under one of "
                        f"them, or say which releases publish it so: {{name: {text}, first_release: ...}}"
                    )


def _refuse_unknown(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(f"{where}: {', '.join(unknown)} is not declared in this feed")
