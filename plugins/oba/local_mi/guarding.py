"""Keeping what libraries say of records out of messages, logs and tracebacks.

An error of a library may quote the cell that it broke on, and hangs on every error that is raised while it is handled.
"""

import functools
import os
import resource
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from oba.errors import ObaError
from oba.files import TROUBLES

Given = ParamSpec("Given")
Found = TypeVar("Found")
PACKAGE = Path(__file__).resolve().parents[1]


class RestrictedFault(ObaError):
    """Something broke while records of children were worked on; its text has the kind of error and the line of code."""


def nothing_told(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a function raise only what may be told: errors of this package, and of any other its type and line of code.

    No error has a cause or context that could be printed with it, and no warning of a library is printed. Files that
    are made meanwhile, by the function or a library, are their owner's alone, and a crash of a library leaves no image
    of the memory on the disk.
    """

    @functools.wraps(function)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        mask = os.umask(0o077)
        core, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return function(*args, **kwargs)
        except ObaError as error:
            told: ObaError = error
        except Exception as error:
            told = RestrictedFault(_told(error))
        finally:
            os.umask(mask)
            resource.setrlimit(resource.RLIMIT_CORE, (core, most))
        # Outside of the handlers: Python would hang the error that is handled on what is raised there.
        told.__cause__ = told.__context__ = told.__traceback__ = None
        raise told

    return guarded


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in TROUBLES:
        return f"{TROUBLES[error.errno]}, then run the same command again. What is served has not changed."
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGE)]
    place = (
        f"{Path(own[-1].filename).relative_to(PACKAGE)}, line {own[-1].lineno}" if own else "outside of this package"
    )
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return (
        f"{kind} in oba/{place}. Its text may quote a record, so it is not told. Report this with these words; nothing "
        "was lost, and the same command goes on once it is mended."
    )
