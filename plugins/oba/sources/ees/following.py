"""Which files of the service are followed: the feeds with an ``ees`` block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from uuid import UUID

from oba.definitions import Definitions, Publication
from oba.definitions.feeds import ApiFile, CatalogueFile, ReleasedFile
from oba.sources.ees.shapes import DataSetFile


@dataclass(frozen=True)
class EesFeed:
    """One file to follow through its releases."""

    feed: str
    publication: str  # its slug on the service, as in its address under find-statistics
    offered_as: str  # the slug under which its files are offered here
    block: ApiFile | CatalogueFile
    files: tuple[str, ...]  # patterns of the file's name, of which one must fit where the block has no title pattern
    publication_id: UUID | None  # saves looking the slug up

    @property
    def title_pattern(self) -> str | None:
        """The pattern of the file's title on the catalogue's route, where the block has one."""
        return self.block.title_pattern if isinstance(self.block, CatalogueFile) else None

    def matches(self, file: DataSetFile) -> bool:
        """Tell whether a file of the catalogue is one of this feed, which is on the catalogue's route."""
        if self.title_pattern:
            return re.fullmatch(self.title_pattern, file.title.strip(), re.IGNORECASE) is not None
        return any(fnmatchcase(file.filename, pattern) for pattern in self.files)

    def __str__(self) -> str:
        """Return what identifies the file in the catalogue, for messages."""
        if self.title_pattern:
            return f"the file of {self.publication} titled like '{self.title_pattern}'"
        return f"the file of {self.publication} named like {' or '.join(self.files)}"


def followed(definitions: Definitions) -> Iterator[EesFeed]:
    """Return each feed that the service has."""
    for publication, feed in _all_feeds(definitions):
        if feed.ees is not None:
            yield EesFeed(
                feed=feed.feed,
                publication=publication.ees.slug or publication.slug,
                offered_as=publication.slug,
                block=feed.ees,
                files=tuple(feed.files),
                publication_id=publication.ees.publication_id,
            )


def not_followed(definitions: Definitions) -> Iterator[str]:
    """Say which feeds the service is not asked for, a sentence for each publication."""
    without: dict[str, list[str]] = {}
    for publication, feed in _all_feeds(definitions):
        if feed.ees is None:
            without.setdefault(publication.publication, []).append(feed.feed)
    for name, feeds in without.items():
        yield (
            f"Not offered by the source ees, having no ees block in publications/{name}.yml: "
            f"{', '.join(feeds)}. What is landed of them stays."
        )


def _all_feeds(definitions: Definitions) -> Iterator[tuple[Publication, ReleasedFile]]:
    for publication in definitions.publications:
        for feed in publication.feeds:
            yield publication, feed
