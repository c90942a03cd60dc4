"""What a library says of a record is told nowhere: not in an error, not in what hangs on it, not in a warning."""

import errno
import pickle
import resource
import traceback
import warnings

import duckdb
import pandas as pd
import pytest

from oba.errors import ObaError
from oba.local_mi.guarding import RestrictedFault, nothing_told

CANARY = "CANARY-17"


def of_duckdb() -> None:
    duckdb.sql(f"select cast('{CANARY}' as integer)").fetchall()


def of_pandas() -> None:
    pd.to_datetime(pd.Series([CANARY]), format="%Y")


def of_this_package() -> None:
    try:
        of_duckdb()
    except duckdb.Error as error:
        raise ObaError("it cannot be used") from error


def while_another_is_handled() -> None:
    try:
        of_pandas()
    except ValueError:
        of_duckdb()


@pytest.mark.parametrize("function", [of_duckdb, of_pandas, of_this_package, while_another_is_handled])
def test_no_error_and_nothing_that_hangs_on_it_holds_a_cell(function):
    with pytest.raises(ObaError) as raised:
        nothing_told(function)()
    printed = "".join(traceback.format_exception(raised.value))
    assert CANARY not in printed + repr(raised.value) + str(pickle.dumps(raised.value))
    assert raised.value.__cause__ is None and raised.value.__context__ is None


def test_a_fault_is_told_by_its_kind_and_the_line_of_code():
    with pytest.raises(RestrictedFault, match=r"duckdb.*ConversionException in oba/"):
        nothing_told(of_duckdb)()


def test_an_error_of_this_package_keeps_its_kind_and_words():
    with pytest.raises(ObaError, match="it cannot be used") as raised:
        nothing_told(of_this_package)()
    assert type(raised.value) is ObaError


def test_a_full_disk_is_told_without_the_file():
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", CANARY)

    with pytest.raises(RestrictedFault, match="disk is full") as raised:
        nothing_told(full)()
    assert CANARY not in str(raised.value)


def test_a_warning_of_a_library_is_not_printed(capsys):
    def warn() -> int:
        warnings.warn(CANARY, stacklevel=1)
        return 1

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert nothing_told(warn)() == 1
    assert caught == [] and CANARY not in capsys.readouterr().err


def test_a_crash_while_records_are_worked_on_leaves_no_image_of_the_memory():
    core, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    try:
        assert nothing_told(lambda: resource.getrlimit(resource.RLIMIT_CORE)[0])() == 0
        assert resource.getrlimit(resource.RLIMIT_CORE) == (most, most)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (core, most))
