"""The kinds of change to a household, declared: what each asks, and whether it needs papers.

Forms are made from the same declaration that checks the answers.  Answers are kept as JSON; persons and households
stand in them by their codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.errors import Refused
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Column
from shouwang.office.kit import codes
from shouwang.office.registry import aliases, values
from shouwang.office.registry.models import Change

Kinds = Change.Kind


@dataclass(frozen=True)
class Ask:
    """`what`: `column`, `person` or `persons` (of the household, by code), `relations` (person → relation to the head),
    `household` (by code), `area`, `whole` (yes or no), `note`, `subject` (a person, or the household: empty),
    `facts` (column → value)."""

    name: str
    label: Any
    what: str
    required: bool = True
    column: Column | None = None
    help: Any = ""


@dataclass(frozen=True)
class Kind:
    code: str
    asks: tuple[Ask, ...]
    papers: bool = False
    """Whether it cannot be submitted without a paper."""
    reason: bool = False
    """Whether it cannot be submitted without a reason in words."""

    @property
    def label(self) -> Any:
        return Kinds(self.code).label


def of(name: str, *, required: bool = False) -> Ask:
    """A fact about a person who comes."""
    return Ask(name, _(PERSONS[name].label), "column", required, PERSONS[name])


def of_new(name: str) -> Ask:
    """A fact about a household that begins."""
    return Ask(name, _(HOUSEHOLDS[name].label), "column", False, HOUSEHOLDS[name])


WHO = Ask("person", _("是谁"), "person")
NEW_HEAD = Ask("new_head", _("新户主"), "person", required=False, help=_("户主本人离开而家里还有人时须填。"))
RELATIONS = Ask(
    "relations",
    _("其他成员与新户主的关系"),
    "relations",
    required=False,
    help=_("不填的按原关系推定，推定不了的记为不详。"),
)
DESTINATION = Ask("destination", _("去向"), "note", required=False)
NEWCOMER = (
    of("name", required=True),
    of("sex"),
    of("birth_date"),
    of("relation", required=True),
    of("ethnicity"),
    of("medical_insured"),
    of("health"),
    of("labour"),
)
MARRIED_IN = tuple(
    of(ask.name, required=True) if ask.name in ("sex", "birth_date") else ask for ask in NEWCOMER
)

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            Kinds.BIRTH,
            (
                of("name", required=True),
                of("sex", required=True),
                of("relation", required=True),
                of("id_number"),
                of("ethnicity"),
                of("medical_insured"),
            ),
        ),
        Kind(Kinds.DEATH, (WHO, NEW_HEAD, RELATIONS), papers=True),
        Kind(Kinds.MARRIAGE_IN, (of("id_number", required=True), *MARRIED_IN), papers=True),
        Kind(Kinds.MARRIAGE_OUT, (WHO, DESTINATION, NEW_HEAD, RELATIONS), papers=True),
        Kind(
            Kinds.MOVE_IN,
            (
                Ask("whole", _("整户迁入"), "whole", required=False),
                Ask("area", _("迁到哪个村"), "area", required=False, help=_("整户迁入时须填。")),
                *(
                    Ask(ask.name, ask.label, ask.what, False, ask.column)
                    for ask in (of("id_number"), *NEWCOMER)
                ),
            ),
            papers=True,
        ),
        Kind(
            Kinds.MOVE_OUT,
            (
                Ask("whole", _("整户迁出"), "whole", required=False),
                Ask("persons", _("迁出的人"), "persons", required=False, help=_("不是整户迁出时须填。")),
                DESTINATION,
                NEW_HEAD,
                RELATIONS,
            ),
            papers=True,
        ),
        Kind(
            Kinds.SPLIT,
            (
                Ask("persons", _("分出的人"), "persons"),
                Ask("head", _("新户的户主"), "person"),
                Ask("relations", _("与新户户主的关系"), "relations", required=False),
                of_new("group_name"),
                of_new("address"),
                of_new("phone"),
                NEW_HEAD,
                Ask("old_relations", _("留下的成员与新户主的关系"), "relations", required=False),
            ),
        ),
        Kind(
            Kinds.MERGE,
            (
                Ask("household", _("并进来的户（户编码）"), "household"),
                Ask("relations", _("并进来的成员与户主的关系"), "relations", required=False),
            ),
        ),
        Kind(Kinds.HEAD, (Ask("person", _("新户主"), "person"), RELATIONS)),
        Kind(Kinds.ID, (WHO, of("id_number", required=True)), papers=True, reason=True),
        Kind(
            Kinds.FACTS,
            (
                Ask("subject", _("更正谁的信息"), "subject", required=False),
                Ask("values", _("更正内容"), "facts"),
            ),
            reason=True,
        ),
    )
}


def cleaned(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are kept.  Refused with everything that is missing or wrong; blanks are left out."""
    asks = {ask.name: ask for ask in KINDS[kind].asks}
    wrong = [gettext("没有“%(name)s”这一项") % {"name": name} for name in given if name not in asks]
    found: dict[str, Any] = {}
    for ask in asks.values():
        try:
            value = _answer(ask, given.get(ask.name))
        except ValueError as error:
            wrong.append(gettext("%(label)s：%(why)s") % {"label": ask.label, "why": error})
            continue
        if value is not None:
            found[ask.name] = value
        elif ask.required:
            wrong.append(gettext("请填写“%(label)s”") % {"label": ask.label})
    if wrong:
        raise Refused(gettext("；").join(wrong), gettext("请补齐或改正后再保存。"))
    return found


def _answer(ask: Ask, value: Any) -> Any:
    if value in (None, "", [], {}):
        return None
    match ask.what:
        case "column":
            assert ask.column is not None
            return values.plain(values.typed(ask.column, value))
        case "whole":
            return value in (True, "true", "1", "on") or None
        case "persons":
            return [str(each) for each in value]
        case "relations":
            return {str(who): _relation(each) for who, each in value.items() if each}
        case "facts":
            return {name: values.plain(each) for name, each in value.items()}
        case "area":
            return codes.padded(str(value).strip())
        case "household":
            return aliases.kept(str(value).strip())
    return str(value).strip()


def _relation(value: Any) -> Any:
    return values.typed(PERSONS["relation"], value)
