"""Errors that a person is expected to read and act on."""


class ObaError(Exception):
    """Base of every error this package raises on purpose; its text says what to do."""


class ConfigurationError(ObaError):
    """A setting is unknown, missing or cannot be used."""


class DefinitionError(ObaError):
    """A YAML definition cannot be used: names the file, the line and the mend."""


class SourceError(ObaError):
    """A release source could not list or deliver a file."""
