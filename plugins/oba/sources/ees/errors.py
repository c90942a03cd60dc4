"""Everything that can go wrong with the Explore Education Statistics (EES) service."""

from oba.errors import SourceError


class EesError(SourceError):
    """Base of the EES errors: what was asked, what was found, and what to do next."""

    def __init__(self, asked: str, found: str, next_step: str) -> None:
        """Keep the three parts; they are joined when the error is shown."""
        super().__init__(asked, found, next_step)
        self.asked, self.found, self.next_step = asked, found, next_step

    def __str__(self) -> str:
        """Return one readable paragraph."""
        return f"Asked for: {self.asked}. Found: {self.found}. Next: {self.next_step}."


class InvalidRequest(EesError):
    """The request or the configuration is wrong; nothing was sent."""


class RequestRefused(EesError):
    """The service refused the request (400, 401, 403, 406 and the like); never retried."""


class NotFound(EesError):
    """The thing asked for does not exist: a 404, or a 200 that holds nothing."""


class ServiceUnavailable(EesError):
    """The service could not be reached, or kept failing until the attempts ran out."""


class UnexpectedAnswer(EesError):
    """The service answered in a way its interface does not allow, redirects included."""


class VersionUnavailable(EesError):
    """The data set or version was withdrawn."""


class FeedMismatch(EesError):
    """A catalogue feed matches no file of its publication, or more than one in a release."""


class OfferOutdated(EesError):
    """What the service holds is no longer what was offered."""


class FileRejected(EesError):
    """A downloaded file is not the file that the service describes."""


class TooMuch(Exception):
    """More than is ever taken in; its text says what was found. Never leaves this package: it becomes an EesError."""
