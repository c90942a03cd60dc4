"""Value for money: what the return of a service is reckoned with, and what others have stated of theirs."""

from oba.definitions.value_for_money.comparators import Comparator, Comparators
from oba.definitions.value_for_money.conferences import (
    ConferenceCost,
    ConferenceValue,
    Deadweight,
    Deflator,
    Deflators,
    EvaluatedCohort,
    Sensitivity,
    StaffTime,
    UnitCost,
    YearOfService,
)
from oba.definitions.value_for_money.reading import ValueForMoney, read_value_for_money

__all__ = [
    "Comparator",
    "Comparators",
    "ConferenceCost",
    "ConferenceValue",
    "Deadweight",
    "Deflator",
    "Deflators",
    "EvaluatedCohort",
    "Sensitivity",
    "StaffTime",
    "UnitCost",
    "ValueForMoney",
    "YearOfService",
    "read_value_for_money",
]
