"""The pages that read from large tables, and who opens them: measured by test_costs.py and test_plans.py.

Every list stands here, as it opens and as it is filtered and sorted; `find` with whatever people have in hand.
"""

from typing import Any

from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.rows import Made, Row, get, post

HOME = {"household_id": w.CODE}


def _pk(name: str, **more: Any) -> Made:
    return lambda world: {"pk": getattr(world, name).pk, **more}


def _at(code: str) -> Made:
    return lambda _: {"code": code}


def _home(**more: Any) -> Made:
    return lambda _: {**HOME, **more}


def _find(case: str, text: str, **more: Any) -> list[Row]:
    return post("find", "achun linjie", sends=lambda _: {"q": text}, case=case, **more)


# fmt: off
DESKS = (
    *get("desk", "achun linjie xiaoman luozhen bangfu guanli shenji"),
    *get("desk", "duiyuan laohe yibao ducha", case="others"),
    *_find("name", "甄", gives=200),
    *_find("letters", "zh", gives=200),
    *_find("number", w.NUMBER),
    *_find("phone", w.PHONE),
    *_find("code", w.CODE),
)
REGISTER = (
    *get("registry:households", "achun linjie bangfu"),
    *get("registry:households", "achun linjie", query="o=head_name", case="by-name"),
    *get("registry:households", "achun linjie", query="o=-monitoring_type", case="by-monitoring"),
    *get("registry:households", "achun linjie", query="f_head_name=甄", case="named"),
    *get("registry:households", "achun linjie", query="f_monitoring_type=marginal", case="monitored"),
    *get("registry:households", "linjie", query=f"area={people.VILLAGE}", case="of-a-village"),
    *get("registry:households", "achun linjie", query="keyarea=any", case="in-key-areas"),
    *get("registry:keyareas", "achun linjie"),
    *get("registry:uncovered", "achun linjie"),
    *get("registry:measures", "achun linjie bangfu"),
    *get("registry:measures", "achun linjie", query="on=2026-02-01", case="on-a-day"),
    *get("registry:events", "achun xiaoman linjie bangfu"),
    *get("registry:events", "achun linjie", query="o=&f_kind=accident", case="oldest-of-a-kind"),
    *get("registry:events", "achun linjie", query="f_channel=people&department=局", case="told-by"),
    *get("registry:events", "achun linjie", query="since=2026-03-01&f_occurred_on_from=2026-03-20", case="since"),
    *get("registry:events-place", "achun linjie bangfu", at=_at(people.VILLAGE)),
    *get("registry:unaided", "achun linjie"),
    *get("registry:persons", "achun linjie bangfu"),
    *get("registry:persons", "achun linjie", query="o=name", case="by-name"),
    *get("registry:persons", "achun linjie", query="f_name=甄", case="named"),
    *get("registry:changes", "achun linjie bangfu"),
    *get("registry:changes", "achun linjie", query="for=me&f_state=returned", case="own"),
    *get("registry:changes", "linjie", query="for=decision", case="to-decide"),
    *get("registry:guarantees-due", "achun linjie bangfu"),
    *get("registry:watches", "achun linjie bangfu"),
    *get("registry:watches", "achun linjie bangfu", query="look=none", case="unseen"),
    *get("registry:watches", "achun linjie", query="look=red", case="red"),
    *get("registry:watch-coverage", "achun linjie bangfu"),
    *get("registry:completions", "achun linjie bangfu"),
    *get("registry:place-links", "achun linjie"),
    *get("registry:place", "achun linjie", at=_at(people.VILLAGE)),
)
RECORDS = (
    *get("registry:household", "achun linjie bangfu", at=_home()),
    *get("registry:household", "achun linjie", at=_home(), query="on=2026-06-01", case="as-of"),
    *get("registry:person", "achun linjie", at=lambda world: {"person_id": world.child.person_id}),
    *get("registry:household-facts", "achun linjie", at=_home()),
    *get("registry:change-choose", "achun linjie", at=_home()),
    *get("registry:change-new", "achun linjie", at=_home(kind="death")),
    *get("registry:change", "achun linjie", at=_pk("draft")),
    *get("registry:change-decide", "linjie", at=_pk("waiting")),
    *get("registry:income", "achun linjie", at=_home(period=2025)),
    *get("registry:link-new", "achun linjie", at=_home()),
    *get("registry:watch-new", "achun linjie bangfu", at=_home(), query="walk=1"),
    *get("registry:watch", "achun linjie bangfu", at=_pk("look"), query="walk=1"),
    *get("registry:completion", "achun linjie", at=_pk("completion")),
    *get("screening:reasons", "achun linjie bangfu", at=_home()),
    *get("screening:reasons-part", "achun linjie", at=_home()),
)
IMPORTS = (
    *get("imports:batches", "xiaoman linjie"),
    *get("imports:batches", "xiaoman linjie", query="for=me", case="own"),
    *get("imports:batches", "luozhen linjie", query="f_stands=stopped", case="stopped"),
    *get("imports:batch", "xiaoman", at=_pk("batch")),
    *get("imports:understood", "xiaoman", at=_pk("batch")),
    *get("imports:problems", "xiaoman", at=_pk("batch")),
    *get("imports:preview", "xiaoman", at=_pk("batch")),
    *get("imports:refused", "xiaoman", at=_pk("batch")),
    *get("jobs:jobs", "xiaoman guanli"),
    *get("jobs:jobs", "guanli", query="f_state=failed", case="failed"),
)
SCREENING = (
    *get("screening:now", "achun linjie bangfu"),
    *get("screening:now", "achun linjie", query="tier=must_enter", case="gravest"),
    *get("screening:now", "achun linjie", query="move=entered", case="entered"),
    *get("screening:now", "achun linjie", query="missing=incomes.*", case="lacking"),
    *get("screening:now", "achun linjie", query="keyarea=any", case="in-key-areas"),
    *get("screening:runs", "achun linjie bangfu"),
    *get("screening:run", "achun linjie bangfu", at=_pk("run")),
    *get("screening:findings", "achun linjie", at=_pk("run"), query="tier=unknown"),
    *get("screening:differences", "achun linjie"),
    *get("screening:plan", "linjie"),
    *get("screening:complete", "achun linjie bangfu"),
    *get("screening:progress", "achun linjie bangfu"),
    *get("screening:complete-column", "achun linjie", at=lambda _: {"column": screened.LACKING}),
    *get("screening:complete-column", "achun linjie", at=lambda _: {"column": screened.LACKING}, query="settles=1", case="settled"),
    *get("screening:complete-incomes", "achun linjie"),
    *get("screening:complete-expenses", "achun linjie"),
)
SITUATION = (
    *get("areas:area", "linjie guanli", at=_at(people.TOWNSHIP)),
    *get("screening:area", "achun linjie", at=_at(people.VILLAGE)),
    *get("screening:area", "xiaoman linjie", at=_at(people.TOWNSHIP), case="township"),
    *get("screening:area", "linjie", at=_at(people.COUNTY), query="publish=1", case="published"),
    *get("screening:groups", "xiaoman linjie", at=_at(people.TOWNSHIP)),
    *get("screening:summary", "xiaoman linjie", at=_at(people.TOWNSHIP)),
    *get("screening:incomes", "achun linjie", at=_at(people.VILLAGE)),
    *get("screening:clues", "achun linjie", at=_at(people.VILLAGE)),
    *get("screening:clues", "linjie", at=_at(people.COUNTY), case="county"),
    *get("screening:clue-list", "achun linjie", query=f"area={people.VILLAGE}&since=2000-01-01&until=2999-12-31"),
    *get("screening:keylists", "achun linjie", at=_at(people.VILLAGE)),
    *get("screening:keylists", "linjie", at=_at(people.COUNTY), case="county"),
    *get("screening:keyareas", "achun linjie", at=_at(people.VILLAGE)),
    *get("screening:keyareas", "linjie", at=_at(people.COUNTY), case="county"),
    *get("screening:outcomes", "xiaoman linjie", at=_at(people.TOWNSHIP)),
)
OFFICE = (
    *get("accounts:users", "guanli"),
    *get("accounts:user", "guanli", at=lambda world: {"username": world.account.username}),
    *get("accounts:account", "achun"),
    *get("hooks:hooks", "achun linjie"),
    *get("journal:entries", "shenji"),
    *get("journal:entries", "shenji", query="f_kind=household&f_ident=QS-7", case="of-a-household"),
    *get("journal:entries", "shenji", query="f_actor=achun", case="of-somebody"),
    *get("journal:entries", "shenji", query="f_action=personal.revealed", case="revealed"),
    *get("journal:entries", "shenji", query=f"f_area_code={people.VILLAGE}", case="of-a-village"),
    *get("journal:entry", "shenji", at=_pk("entry")),
    *get("journal:seals", "shenji"),
)
# fmt: on
PAGES: tuple[Row, ...] = (*DESKS, *REGISTER, *RECORDS, *IMPORTS, *SCREENING, *SITUATION, *OFFICE)

OTHERS = {
    "shows one record that an address names, or a file of it": "registry:paper registry:keyarea jobs:job jobs:file screening:run-pack"
    " imports:refused-list imports:marked hooks:hook hooks:delivery",
    "reads the archive, not the data base": "screening:whatif screening:outcome-list screening:roll",
    "leads on to another": "screening:situation areas:areas",
    "shows what the program knows by itself": "screening:packs screening:pack accounts:roles accounts:unappointed"
    " reference:reference reference:document health set_language",
    "shows the places of an office, of which there are hundreds": "areas:choose areas:preview",
}
"""Why a page is not measured → which.  Forms and buttons need none."""
