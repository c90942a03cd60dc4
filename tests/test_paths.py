"""What stands in the place of a record of this warehouse is never waited for."""

import os
from pathlib import Path

import pytest

from oba.files import Damaged, read_record
from oba.landing import RECORD, land, landed_files, look


@pytest.mark.parametrize(("make", "said"), [(os.mkfifo, "is a pipe"), (Path.mkdir, "is a folder")])
def test_a_record_that_is_no_file_is_damaged(tmp_path, make, said):
    make(tmp_path / RECORD)
    with pytest.raises(Damaged, match=said):
        read_record(tmp_path / RECORD)


def test_a_pipe_in_the_place_of_a_landing_record_holds_up_no_other_file(settings, definitions):
    first, second, *_ = look(settings, definitions).fresh
    kept, spoilt = land(first, settings), land(second, settings).path(settings).parent
    spoilt.chmod(0o755)
    (spoilt / RECORD).unlink()
    os.mkfifo(spoilt / RECORD)
    assert landed_files(settings) == [kept]
