"""What a publication may take away or change of the one before it without a person's word."""

from typing import Self

from pydantic import model_validator

from oba.definitions.base import Definition
from oba.vocabulary import PublicationChange, words


class Publishing(Definition):
    """How much a publication may take away or change of what each measure had, without a person's word."""

    allowed_shares: dict[PublicationChange, float]

    @model_validator(mode="after")
    def _speaks_of_each(self) -> Self:
        missing = [change for change in words(PublicationChange) if change not in self.allowed_shares]
        if missing:
            raise ValueError(f"allowed_shares: {', '.join(missing)} is missing; give a share from 0 to 1")
        outside = [change for change, share in self.allowed_shares.items() if not 0 <= share <= 1]
        if outside:
            raise ValueError(f"allowed_shares: {', '.join(outside)} is not from 0 to 1")
        return self
