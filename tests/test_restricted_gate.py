"""The gate of the restricted warehouse: a child's number, a child counted twice, an unknown status never pass it."""

from datetime import date

import pytest

from local_mi import mi_settings
from oba.local_mi.checking import RestrictedRefused, check
from oba.local_mi.vault import Vault, open_vault, restricted_database

GOOD = ("E06000012", "a" * 32, "closed", date(2026, 1, 1), None, date(2026, 1, 1), None)


@pytest.fixture
def vault(tmp_path) -> Vault:
    return open_vault(mi_settings(tmp_path))


def built(vault: Vault, *spells: tuple) -> Vault:
    columns = "council varchar, child_key varchar, status varchar, status_from date, status_to date"
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.fct_status_spell ({columns}, known_from date, known_to date)")
        for spell in spells:
            connection.execute("insert into marts.fct_status_spell values (?, ?, ?, ?, ?, ?, ?)", spell)
    return vault


def changed(**others: object) -> tuple:
    names = ("council", "child_key", "status", "status_from", "status_to", "known_from", "known_to")
    return tuple({**dict(zip(names, GOOD, strict=True)), **others}.values())


def test_good_marts_pass(vault):
    later = changed(status="early_help", status_from=date(2026, 2, 1))
    ended = changed(status_to=date(2026, 2, 1))
    assert check(built(vault, ended, later)) == "1 marts passed 7 expectations"


@pytest.mark.parametrize(
    ("spells", "rule"),
    [
        ((changed(child_key="CANARY-12345"),), "told by a pseudonym"),
        ((changed(child_key=None),), "told by a pseudonym"),
        ((changed(council=None),), "of a council"),
        ((changed(status="CANARY-status"),), "one of six"),
        ((GOOD, changed(status="early_help", status_from=date(2026, 2, 1))), "one status on a day"),
        ((changed(known_to=date(2026, 1, 1)),), "ends after it begins"),
        ((), "some mart has rows"),
    ],
)
def test_a_broken_rule_is_told_with_the_mart_and_without_a_record(vault, spells, rule):
    with pytest.raises(RestrictedRefused) as refused:
        check(built(vault, *spells))
    assert rule in str(refused.value)
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("mart", "council", "child_key", "rule"),
    [
        ("fct_cohort_exclusion", "E06000012", None, None),
        ("fct_cohort_exclusion", "E06000012", "CANARY-12345", "told by a pseudonym"),
        ("fct_cohort_exclusion", None, "a" * 32, "of a council"),
        ("fct_cohort_child", "E06000012", None, "told by a pseudonym"),
    ],
)
def test_a_mart_of_cohorts_has_a_council_in_each_row_and_a_child_but_where_a_family_is_left_out(
    vault, mart, council, child_key, rule
):
    built(vault, GOOD)
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute(f"create table marts.{mart} (council varchar, child_key varchar)")
        connection.execute(f"insert into marts.{mart} values (?, ?)", [council, child_key])
    if rule is None:
        assert check(vault)
        return
    with pytest.raises(RestrictedRefused, match=rule) as refused:
        check(vault)
    assert mart in str(refused.value) and "CANARY" not in str(refused.value)


def test_two_spells_that_were_known_at_different_times_are_no_contradiction(vault):
    corrected = changed(status="early_help", known_from=date(2026, 3, 1))
    assert check(built(vault, changed(known_to=date(2026, 3, 1)), corrected))
