"""A run is never green while a file of it has not been accepted."""

import pytest

from oba import steps
from released import LOOKED_AFTER


@pytest.fixture
def waiting(settings, monkeypatch) -> list[dict[str, str]]:
    monkeypatch.setenv("OBA_HOME", str(settings.home))
    monkeypatch.setenv("OBA_RELEASES", str(settings.releases[0]))
    for offer in steps.find_new_files()[0]:
        if offer["file_name"] == LOOKED_AFTER:
            steps.land_file(offer)
    return steps.waiting_files()


def test_a_run_whose_files_are_accepted_has_nothing_to_report(waiting):
    steps.gate_in(waiting[0])
    steps.report_refusals(waiting)


def test_a_file_without_a_verdict_is_reported_like_a_refused_one(waiting):
    with pytest.raises(steps.RefusedInThisRun, match=LOOKED_AFTER):
        steps.report_refusals(waiting)
