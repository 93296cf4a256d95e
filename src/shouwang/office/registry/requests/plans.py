"""What an approved change will do: worked out from the register as it is, shown as a preview, then carried out.

One plan serves preview, guards and application, so that what was shown is what happens.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.office.journal import entries
from shouwang.office.kit import sealing
from shouwang.office.registry.homes import households, moves, persons
from shouwang.office.registry.models import Ending, Household, Person
from shouwang.office.registry.past import differences, history
from shouwang.office.registry.past.differences import Difference

Claim = tuple[str, str]
WHOLE = "*"


@dataclass
class Plan:
    household: Household
    edits: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    """Household or person → new values; `household: None` among them: goes to the household that begins."""
    enters: list[dict[str, Any]] = field(default_factory=list)
    """People who come into the household."""
    begins: dict[str, Any] | None = None
    """Facts of a household that begins."""
    moves_to: str = ""
    """Area into which the whole household moves."""
    notes: list[str] = field(default_factory=list)
    """What somebody should look after next."""

    def edit(self, record: Any, **new: Any) -> None:
        for known, values in self.edits:
            if known == record:
                values.update(new)
                return
        self.edits.append((record, new))

    def leave(self, record: Household | Person, ending: Ending, on: date) -> None:
        self.edit(record, ended_on=on, ending=ending)

    def differences(self) -> list[Difference]:
        """Field by field, as far as it can be known before it is done."""
        found = [each for record, new in self.edits for each in _differences(record, new)]
        for facts in self.enters:
            found += differences.between(Person, facts.get("name") or _("新成员"), None, facts)
        if self.begins is not None:
            found += differences.between(Household, _("新户"), None, self.begins)
        if self.moves_to:
            found += differences.between(
                Household, self.household, self.household, {"area_code": self.moves_to}
            )
        return found + self._counts()

    def claims(self) -> set[Claim]:
        """What it lays hands on: two plans that claim the same contradict each other."""
        found = {(str(record.journal_ident), name) for record, new in self.edits for name in _claimed(new)}
        for record, new in self.edits:
            if new.get("household"):
                # Whoever is taken in counts on the household staying.
                found.add((str(new["household"].journal_ident), f"enter {record.journal_ident}"))
        for facts in self.enters:
            who = facts.get("id_number") or facts.get("name") or ""
            found |= {(str(self.household.journal_ident), f"enter {sealing.digest(who)}")}
        if self.moves_to:
            found.add((str(self.household.journal_ident), WHOLE))
        return found

    def touched(self) -> dict[int, int]:
        """Households whose number of members changes (primary key → by how many)."""
        change: dict[int, int] = {self.household.pk: len(self.enters)} if self.enters else {}
        for record, new in self.edits:
            if not isinstance(record, Person):
                continue
            before, after = record.ended_on is None, new.get("ended_on", record.ended_on) is None
            home = new.get("household", record.household_id)
            there = home.pk if isinstance(home, Household) else home
            if before and (not after or there != record.household_id):
                change[record.household_id] = change.get(record.household_id, 0) - 1
            if after and there is not None and (not before or there != record.household_id):
                change[there] = change.get(there, 0) + 1
        return change

    def _counts(self) -> list[Difference]:
        made: list[Difference] = []
        for key, change in self.touched().items():
            home = self.household if key == self.household.pk else Household._base_manager.get(pk=key)
            made += differences.between(Household, home, home, {"members": max(0, home.members + change)})
        return made


def _claimed(new: dict[str, Any]) -> set[str]:
    """Leaving, ending and changing households exclude every other change of the same record."""
    return {WHOLE} if new.keys() & {"ended_on", "household"} else set(new)


def _differences(record: Any, new: dict[str, Any]) -> list[Difference]:
    shown = {name: value for name, value in new.items() if name != "household"}
    found = differences.between(type(record), record, record, shown)
    if "household" in new:
        target = new["household"] or _("新户")
        found += differences.between(type(record), record, record, {"household": target})
    return found


def contradict(one: set[Claim], other: set[Claim]) -> bool:
    whole = {ident for ident, name in one | other if name == WHOLE}
    both = {ident for ident, _name in one} & {ident for ident, _name in other}
    return bool(one & other or whole & both)


def carry_out(plan: Plan, *, on: date, source: str, by: Any) -> None:
    """Inside the caller's transaction."""
    opened = _open(plan, on, source)
    counted = set(plan.touched())
    # Whoever was head stops being it before the next one begins.
    for record, new in sorted(plan.edits, key=lambda each: each[1].get("relation") == "head"):
        history.amend(record, _settled(new, opened), on=on, source=source)
    for facts in plan.enters:
        persons.enter(plan.household, facts, on=on, source=source, by=by)
    if plan.moves_to:
        moves.carry(plan.household, plan.moves_to, on=on, source=source)
    if opened:
        counted.add(opened.pk)
    for home in Household._base_manager.filter(pk__in=counted).order_by("pk"):
        households.recount(home, on=on, source=source)
    history.lock(plan.household)


def _open(plan: Plan, on: date, source: str) -> Household | None:
    if plan.begins is None:
        return None
    opened = households.enter(plan.begins, area_code=plan.household.area_code, on=on, source=source)
    entries.record("household.split", plan.household, on=on, detail={"new": opened.household_id})
    return opened


def _settled(new: dict[str, Any], opened: Household | None) -> dict[str, Any]:
    return {**new, "household": opened} if "household" in new and new["household"] is None else new
