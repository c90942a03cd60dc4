"""What a run by one command says of its failures."""

from oba.local_run import Ended, _each_once


def failed(step: str, label: str | None, error: str) -> Ended:
    return Ended(step, "failed", label, 1.0, error)


def test_two_files_refused_for_one_reason_each_tell_it():
    reason = "File: no table is known."
    said = [failed("take_extract", label, f"{reason}\nIt is in quarantine as {label}.") for label in ("one", "two")]
    for label, told in zip(("one", "two"), _each_once(said, ""), strict=True):
        assert told == f"- take_extract {label}: {reason}\nIt is in quarantine as {label}."


def test_a_later_step_does_not_repeat_what_an_earlier_one_said():
    said = [failed("land", None, "No answer."), failed("report", None, "No answer.\nA release is late.")]
    assert list(_each_once(said, "")) == ["- land: No answer.", "- report: A release is late."]


def test_a_failure_that_is_told_at_the_end_or_was_told_is_left_out():
    said = [
        failed("take", "one", "The disk is full."),
        failed("take", "two", "The disk is full."),
        failed("r", None, "x"),
    ]
    assert list(_each_once(said, "x")) == ["- take one: The disk is full."]
