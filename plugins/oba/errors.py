"""Errors that a person is expected to read and act on."""


class ObaError(Exception):
    """Base of every error this package raises on purpose; its text says what to do."""


class ConfigurationError(ObaError):
    """A setting is unknown, missing or cannot be used."""


class DefinitionError(ObaError):
    """Definitions cannot be used.

    Attributes:
        refusals: everything that is wrong; each, as text, names file, line, rule, what was found and the mend.
    """

    def __init__(self, refusals: tuple[object, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        """Return a line for each refusal."""
        return "\n".join(map(str, self.refusals))


class SourceError(ObaError):
    """A release source could not list or deliver a file."""
