"""The register: households, persons, what was stated of them, who looks after them, and requests to change them.

Households and persons have an identity: their row is the present, and what it said before lies in `…Past`, so that the
register can be read as of any day and as of what was known on any day.  Statements – incomes, expenses, events,
measures – are never altered: a correction withdraws one and adds another.
"""

from shouwang.office.registry.facts import Ending
from shouwang.office.registry.models.care import Guarantee, Link
from shouwang.office.registry.models.completions import Completion
from shouwang.office.registry.models.keyareas import KeyArea
from shouwang.office.registry.models.present import (
    OWED,
    Household,
    HouseholdPast,
    Past,
    Person,
    PersonPast,
    Present,
    PresentQuerySet,
    RecordQuerySet,
)
from shouwang.office.registry.models.requests import MOST_BYTES, Change, Paper
from shouwang.office.registry.models.statements import (
    STATEMENTS,
    Event,
    Expense,
    Income,
    Measure,
    OfHousehold,
    Statement,
    StatementQuerySet,
)
from shouwang.office.registry.models.watches import IncomeWatch

__all__ = [
    "MOST_BYTES",
    "OWED",
    "STATEMENTS",
    "Change",
    "Completion",
    "Ending",
    "Event",
    "Expense",
    "Guarantee",
    "Household",
    "HouseholdPast",
    "Income",
    "IncomeWatch",
    "KeyArea",
    "Link",
    "Measure",
    "OfHousehold",
    "Paper",
    "Past",
    "Person",
    "PersonPast",
    "Present",
    "PresentQuerySet",
    "RecordQuerySet",
    "Statement",
    "StatementQuerySet",
]
