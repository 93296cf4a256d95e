"""By now: what became of the problems that an earlier run found."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from tests.office import screened as made_up
from tests.office.screening.conftest import COUNTY, screened
from tests.office.screening.running.test_rechecks import UNSAFE

from shouwang.engine.screening import screen
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.areas import changes as area_changes
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock, codes
from shouwang.office.registry.homes import moves
from shouwang.office.registry.models import Household, Measure
from shouwang.office.registry.past import history
from shouwang.office.registry.stated import statements
from shouwang.office.screening import archive
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import outcomes
from shouwang.office.screening.running import reproducing

pytestmark = pytest.mark.django_db
THEN, NOW = date(2022, 9, 30), date(2022, 11, 15)
RULE = "unsafe-house"


@pytest.fixture
def homes(office):
    """Five unsafe houses without a measure; then one mended, one being mended, one no longer known, one gone."""
    fine = Household.objects.filter(origin="lifted", house_grade="A", subsistence_allowance="none")
    found = list(fine.order_by("pk")[:5])
    Measure._base_manager.filter(household__in=found).update(
        withdrawn_at=clock.now(), withdrawn_by="test", withdrawn_why="x"
    )
    for home in found:
        history.amend(home, UNSAFE, on=THEN, source="test")
    return found


@pytest.fixture
def runs(homes, office):
    start = screened(office, on=THEN)
    mended, begun, unsure, gone, _waiting = homes
    history.amend(mended, {"house_grade": "A"}, on=NOW, source="test")
    given = {"kind": "housing", "starts_on": NOW, "ends_on": None, "amount": None, "development": False}
    statements.enter("measures", begun, given, at=clock.now(), source="test")
    history.amend(unsure, {"house_grade": None}, on=NOW, source="test")
    history.amend(gone, {"ended_on": NOW, "ending": "moved"}, on=NOW, source="test")
    return start, screened(office, on=NOW)


def told(runs, inside=COUNTY, rule="", length=9):
    with outcomes.opened(*runs) as path:
        return outcomes.statement(path, codes.span(inside), rule=rule, length=length)


def test_done_begun_waiting_unsure_and_gone(runs):
    (line,) = (one for one in told(runs).reasons if one.key == RULE)

    assert {state for state in outcomes.STATES if line.counts[state]} == set(outcomes.STATES)
    assert line.counts["done"] == line.counts["unsure"] == line.counts["gone"] == 1
    assert line.share == f"{100 / (line.whole - 1):.1f}"


def test_it_says_what_plain_python_says(runs):
    counts = {}
    for rule, state in plain(*runs):
        counts.setdefault(rule, dict.fromkeys(outcomes.STATES, 0))[state] += 1

    assert {one.key: one.counts for one in told(runs).reasons} == counts


def plain(start, now):
    with archive.opened(start.archive) as one, archive.opened(now.archive) as other:
        last = screen.reopen(one).pack.tiers[-1].tier
        before = reproducing.read(one)["findings"].to_pylist()
        after = {row["household_id"]: row for row in reproducing.read(other)["findings"].to_pylist()}
        measures = reproducing.read(other / archive.TABLES)["measures"].to_pylist()
    helped = {
        row["household_id"]
        for row in measures
        if row["starts_on"] <= NOW and (row["ends_on"] is None or row["ends_on"] >= NOW)
    }
    for row in before:
        if (row["tier_at_least"] if row["tier"] == "unknown" else row["tier"]) != last:
            for rule in row["rules"]:
                yield rule, state(row["household_id"], rule, after, helped)


def state(code, rule, after, helped):
    if code not in after:
        return "gone"
    if rule in after[code]["rules"]:
        return "begun" if code in helped else "waiting"
    return "unsure" if rule in after[code]["unknown_rules"] else "done"


@pytest.mark.parametrize("rule", ["", RULE])
def test_places_add_up_to_their_reasons(runs, rule):
    for length in (9, 12):
        found = told(runs, rule=rule, length=length)
        whole = sum(one.whole for one in found.reasons if rule in ("", one.key))
        assert sum(one.whole for one in found.places) == whole
        assert found.sums.whole == sum(one.whole for one in found.reasons) >= found.households


def test_every_number_opens_its_list(runs, office, as_):
    client = as_(office)
    for address in ("", f"?rule={RULE}&level=village"):
        page = client.get(reverse("screening:outcomes", args=[COUNTY]) + address)
        shown = page.context
        lines = [*shown["reasons"], *shown["places"][:3], shown["sums"], shown["place_sums"]]
        for cell in (cell for line in lines for cell in line["cells"] if cell["count"]):
            assert client.get(cell["url"]).context["total"] == cell["count"]
    assert Entry.objects.filter(action="outcomes.read").exists()


def test_how_many_are_concerned_opens_a_line_for_each(runs, office, as_):
    client, address = as_(office), reverse("screening:outcomes", args=[COUNTY])
    concerned = client.get(address).context
    url = concerned["households_url"]

    rows, listed = sheet(client.get(f"{url}&xlsx=1")), client.get(url)
    lines = sheet(client.get(f"{concerned['sums']['cells'][0]['url']}&xlsx=1"))

    assert concerned["households"] == listed.context["total"] == len(rows) < len(lines)
    assert f'<a href="{url}"'.replace("&", "&amp;") in client.get(address).text
    problems = {
        (code, f"{rule}（{state}）") for _place, code, _name, rule, _then, _now, state, _count in lines
    }
    assert {(row[1], one) for row in rows for one in row[3].split("；")} == problems
    assert [row["household_id"] for row in listed.context["rows"]] == [row[1] for row in rows][
        : outcomes.SIZE
    ]


def test_the_workbooks_say_what_the_pages_say(runs, office, as_):
    client = as_(office)
    page = client.get(reverse("screening:outcomes", args=[COUNTY]))

    answer = client.get(reverse("screening:outcomes", args=[COUNTY]) + "?xlsx=1")
    rows = sheet(answer)
    assert list(rows[-1][2:8]) == [cell["count"] for cell in page.context["sums"]["cells"]]
    cell = page.context["sums"]["cells"][0]
    assert len(sheet(client.get(f"{cell['url']}&xlsx=1"))) == cell["count"]
    assert Entry.objects.filter(action="outcomes.exported").count() == 2


@pytest.mark.parametrize(("language", "between"), [("zh-hans", "。2022"), ("en", ". As of 2022")])
def test_what_stands_below_the_title_reads_as_sentences(runs, office, as_, language, between):
    client = as_(office)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    with translation.override(language):
        answer = client.get(reverse("screening:outcomes", args=[COUNTY]) + "?xlsx=1")

    found = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert between in found["A2"].value


def test_a_unit_is_a_small_word_in_english(runs, office, as_):
    client = as_(office)
    url = client.get(reverse("screening:outcomes", args=[COUNTY])).context["sums"]["cells"][0]["url"]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    with translation.override("en"):
        answer = client.get(f"{url}&xlsx=1")

    found = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert "measures in force (items)" in [cell.value for cell in found[3]]


def sheet(answer):
    found = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=4)]


def test_counted_from_the_base_else_from_a_month_ago(office):
    july, end, late, now = (
        made_up.run(COUNTY, office, day)
        for day in (date(2022, 7, 31), THEN, date(2022, 9, 29), date(2022, 10, 30))
    )
    offered = outcomes.starts(now)

    assert offered == [end, july] and late not in offered
    assert outcomes.usual(now, offered) == end and outcomes.usual(now, []) is None
    assert outcomes.usual(end, outcomes.starts(end)) == july
    base = made_up.run(COUNTY, office, date(2021, 12, 31), base_of=2021)
    assert outcomes.usual(now, outcomes.starts(now)) == base


def test_what_was_cleaned_up_is_refused_with_a_sentence(runs, office, as_):
    start, now = runs
    address = reverse("screening:outcome-list", args=[COUNTY]) + f"?since={start.pk}"
    Run.objects.filter(pk=now.pk).update(archive="")

    assert as_(office).get(address).status_code == 409
    assert as_(office).get(f"{address}0").status_code == 404
    # Of another day there are others to count from.
    assert as_(office).get(reverse("screening:outcomes", args=[COUNTY]) + "?since=0").status_code == 200
    assert "已经清理" in as_(office).get(reverse("screening:outcomes", args=[COUNTY])).text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"rule": RULE}, 200),
        ({"state": "done"}, 200),
        ({"once": "1"}, 200),
        ({"rule": "zzz"}, 404),
        ({"state": "zzz"}, 404),
        ({"once": "2"}, 404),
        ({"once": "x", "rule": RULE}, 404),
        ({"since": "zzz"}, 404),
    ],
)
def test_a_list_of_no_such_problem_is_not_there(runs, office, as_, asked, status):
    address = reverse("screening:outcome-list", args=[COUNTY])

    assert as_(office).get(address, asked).status_code == status
    assert as_(office).get(address, asked | {"xlsx": "1"}).status_code == status


NO_SUCH_RUN = "不是这里到这一天可以算起的筛查，页面从 2022-09-30 的筛查算起"
NO_SUCH_RULE = "不是这两次筛查里的问题，页面列全部问题"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "zzz"}, [f"“zzz”{NO_SUCH_RUN}"]),
        ({"since": "0"}, [f"“0”{NO_SUCH_RUN}"]),
        ({"rule": "zzz"}, [f"“zzz”{NO_SUCH_RULE}"]),
        ({"rule": "z" * 90}, [f"“{'z' * 20}”{NO_SUCH_RULE}"]),
        ({"since": "zzz", "rule": "yyy"}, [f"“zzz”{NO_SUCH_RUN}", f"“yyy”{NO_SUCH_RULE}"]),
        ({"since": "zzz", "rule": RULE}, [f"“zzz”{NO_SUCH_RUN}"]),
        ({"rule": RULE}, []),
        ({}, []),
    ],
)
def test_what_is_not_shown_as_it_was_asked_for_is_said_and_not_taken_away(runs, office, as_, asked, said):
    address, client = reverse("screening:outcomes", args=[COUNTY]), as_(office)

    page, book = client.get(address, asked), client.get(address, asked | {"xlsx": "1"})

    assert page.status_code == 200 and all(one in page.text for one in said)
    assert [one for one in (NO_SUCH_RUN, NO_SUCH_RULE) if one in page.text] == [
        one[one.index("不") :] for one in said
    ]
    assert page.context["chosen"] == (page.context["page"].rule(RULE) if asked.get("rule") == RULE else "")
    assert book.status_code == (409 if said else 200)
    # What the page offers is what it shows.
    (offered,) = page.context["page"].actions
    assert client.get(offered["url"]).status_code == 200


def cadre(village):
    made = User(username="cun", full_name="村", must_change_password=False)
    made.save()
    Appointment(user=made, role="village_cadre", area_code=village, since=date(2020, 1, 1)).save()
    return made


def beside(code):
    """Another village of the township."""
    made = Area(code=f"{code[:9]}899", name="另一个村", level="village", valid_from=date(2020, 1, 1))
    made.save()
    return made


def places(start, now):
    with outcomes.opened(start, now) as path:
        asked = outcomes.Asked(codes.span(COUNTY))
        return {
            row["household_id"]: row["area_code"] for piece in outcomes.every(path, asked) for row in piece
        }


def statement(client, village, start, now):
    return client.get(
        reverse("screening:outcomes", args=[village]), {"run": now.pk, "since": start.pk}
    ).context


def test_who_moved_counts_where_the_later_run_has_them(homes, office):
    start, home = screened(office, on=THEN), homes[0]
    target = beside(home.area_code).code
    moves.carry(home, target, on=NOW, source="test")

    assert places(start, screened(office, on=NOW))[home.household_id] == target


def test_of_who_moved_out_of_reach_since_the_list_tells_nothing_that_is_so_now(runs, homes, as_):
    start, now = runs
    home, village = homes[1], homes[1].area_code
    client = as_(cadre(village))
    asked = reverse("screening:outcome-list", args=[village])

    def row():
        found = client.get(asked, {"run": now.pk, "since": start.pk, "rule": RULE}).context["rows"]
        return next(one for one in found if one["household_id"] == home.household_id)

    seen = row()
    moves.carry(home, beside(village).code, on=clock.today(), source="test")
    gone = row()

    assert seen["now"] and seen["measures"] == 1 and seen["url"]
    assert (gone["now"], gone["measures"], gone["name"], gone["url"]) == ("", None, "", "")


def test_a_merger_counts_with_the_successor_from_then_on(runs, homes, office, as_):
    start, now = runs
    old = Area.objects.get(pk=homes[0].area_code)
    target = beside(old.code)
    client = as_(cadre(target.code))
    before = places(start, now)

    area_changes.merge([old], into=target, on=clock.today(), by=office)
    old.refresh_from_db()
    moves.follow(old, by=office, on=clock.today())

    both = {home for home, code in before.items() if code in (old.code, target.code)}
    shown = statement(client, target.code, start, now)
    assert shown["households"] == len(both) > 0
    for cell in (cell for cell in shown["sums"]["cells"] if cell["count"]):
        assert client.get(cell["url"]).context["total"] == cell["count"]
    above = statement(as_(office), f"{old.code[:9]}000", start, now)["places"]
    assert target.name in {one["label"] for one in above} and not {old.code, old.name} & {
        one["label"] for one in above
    }
