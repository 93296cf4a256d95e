"""The household's and the person's page, and revealing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from tests.office import cast as people
from tests.office.registry import dwellings

from shouwang.office.areas import changes as area_changes
from shouwang.office.areas.models import Area
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry.care import guarantees, links
from shouwang.office.registry.homes import households, moves, persons
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.pages import showing
from shouwang.office.registry.requests import changes
from shouwang.office.registry.stated import incomes, statements

pytestmark = pytest.mark.usefixtures("somebody")


def address(household: Household, name: str = "household", **query: str) -> str:
    return reverse(f"registry:{name}", args=[household.household_id])


def test_the_page_shows_the_household_with_its_people_and_notes_the_reading(cast, as_):
    home = dwellings.home(cast)

    page = as_(cast.achun).get(address(home))

    text = page.content.decode()
    assert all(word in text for word in ("张三", "李四", "青山村", "未参保", "还没有核查"))
    assert Entry.objects.filter(action="household.read", ident=home.household_id, actor="achun").count() == 1


@pytest.mark.parametrize("who", ["laobai", "laozhou", "bangfu", "shenji", "guanli", "xiaochen"])
def test_what_somebody_may_not_see_is_not_there(cast, as_, who):
    home = dwellings.home(cast)
    client = as_(getattr(cast, who))
    pages = ("household", "household-facts", "change-choose", "income-new", "link-new")

    answers = {client.get(address(home, name)).status_code for name in pages}
    person = home.persons.first()
    answers.add(client.get(reverse("registry:person", args=[person.person_id])).status_code)
    answers.add(
        client.post(reverse("registry:reveal", args=["person", person.person_id, "id_number"])).status_code
    )

    assert answers == {404}


def test_before_a_merger_it_lay_in_the_village_of_that_day(cast, as_):
    home, yesterday = dwellings.home(cast), clock.today() - timedelta(1)
    here, there = Area.objects.get(pk=people.VILLAGE), Area.objects.get(pk=people.NEIGHBOUR)
    area_changes.merge([here], into=there, on=clock.today())
    here.refresh_from_db()
    moves.follow(here, by=cast.linjie, on=clock.today())
    client = as_(cast.xiaoman)

    places = [client.get(address(home), asked).context["place"] for asked in ({}, {"on": yesterday})]

    assert there.name in places[0] and here.name in places[1] and there.name not in places[1]


def test_a_merger_that_is_entered_late_leaves_nobody_behind_for_the_days_between(cast, as_):
    home, merged = dwellings.home(cast), clock.today() - timedelta(2)
    later = {"seen_version": home.version, "by": cast.achun, "on": clock.today()}
    households.amend(home, {"address": "新屋场 3 号"}, **later)
    here, there = Area.objects.get(pk=people.VILLAGE), Area.objects.get(pk=people.NEIGHBOUR)
    area_changes.merge([here], into=there, on=merged)
    here.refresh_from_db()
    moves.follow(here, by=cast.linjie, on=merged)
    client = as_(cast.xiaoman)

    days = [merged - timedelta(1), merged, merged + timedelta(1), clock.today()]
    shown = [client.get(address(home), {"on": day}).context["place"] for day in days]

    assert [there.name in place for place in shown] == [False, True, True, True]


@pytest.mark.parametrize(("asked", "said"), [("abc", "不是日期"), ("2999-01-01", "还没有到"), ("", "")])
def test_a_day_that_cannot_be_shown_is_said(cast, as_, asked, said):
    home = dwellings.home(cast)

    page = as_(cast.achun).get(address(home), {"on": asked})

    assert page.context["page"].day is None and (not said or said in page.content.decode())


def test_a_helper_sees_the_linked_household(cast, as_):
    home, other = dwellings.home(cast), dwellings.home(cast, code="H-2", head="王五")
    dwellings.helped(home, cast)
    client = as_(cast.bangfu)

    assert client.get(address(home)).status_code == 200
    assert client.get(address(other)).status_code == 404


def test_a_personal_number_is_masked_until_revealed_and_the_journal_says_who_looked(cast, as_):
    home = dwellings.home(cast)
    client = as_(cast.achun)
    person = home.persons.get(relation="head")
    page = client.get(reverse("registry:person", args=[person.person_id]))

    answer = client.post(reverse("registry:reveal", args=["person", person.person_id, "id_number"]))

    assert person.id_number not in page.content.decode() + client.get(address(home)).content.decode()
    assert answer.content.decode() == person.id_number
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(action="personal.revealed")
    assert (entry.actor, entry.ident, "id_number" in entry.detail) == ("achun", person.person_id, True)
    assert person.id_number not in entry.detail


def test_only_personal_fields_are_revealed_and_only_by_those_who_may(cast, as_):
    person = dwellings.home(cast).persons.get(relation="head")

    def reveal(who, field: str) -> int:
        return as_(who).post(reverse("registry:reveal", args=["person", person.person_id, field])).status_code

    assert reveal(cast.achun, "name") == reveal(cast.achun, "answers") == 404
    assert reveal(cast.luozhen, "id_number") == 404  # a township leader reads, but does not reveal
    assert (
        as_(cast.achun)
        .get(reverse("registry:reveal", args=["person", person.person_id, "id_number"]))
        .status_code
        == 404
    )


def test_the_page_of_an_earlier_day_shows_that_day_and_nothing_to_press(cast, as_):
    home = dwellings.home(cast)
    households.amend(
        home,
        {"house_grade": "D"},
        seen_version=home.version,
        by=cast.achun,
        on=date(2026, 5, 1),
        reason="鉴定",
    )
    client = as_(cast.achun)

    now = client.get(address(home)).content.decode()
    then = client.get(address(home), {"on": "2026-03-01"}).content.decode()
    before = client.get(address(home), {"on": "2026-01-15"}).content.decode()

    assert "D级危房" in now and "申请变更" in now
    assert "D级" not in then and "2026-03-01" in then and "申请变更" not in then
    assert "这一天该户不在登记中" in before


def test_the_history_tells_what_was_before(cast, as_):
    home = dwellings.home(cast)
    households.amend(
        home, {"water_safe": False}, seen_version=home.version, by=cast.achun, on=date(2026, 5, 1)
    )
    child = home.persons.get(name="张小")
    persons.amend(
        child, {"student_stage": "primary"}, seen_version=child.version, by=cast.achun, on=date(2026, 5, 2)
    )

    timeline = as_(cast.achun).get(address(home)).context["timeline"]

    told = [
        (one["who"], change["label"], change["old"], change["new"])
        for one in timeline
        for change in one["changes"]
    ]
    assert [row[2:] for row in told if not row[0]] == [("是", "否")]
    assert [row[3] for row in told if row[0] == "张小"] == ["小学"]


def test_markup_and_formulas_stay_text_wherever_they_were_typed(cast, as_):
    odd = dwellings.ODD
    home = dwellings.home(cast, head=odd, group_name=odd, address=odd, resettlement_site=odd)
    head = home.persons.get(relation="head")
    persons.amend(
        head, {"education": odd}, seen_version=head.version, by=cast.achun, on=clock.today(), reason=odd
    )
    statements.add(
        "events",
        home,
        {"kind": "fire", "occurred_on": "2026-03-01", "department": odd, "note": odd},
        by=cast.achun,
    )
    incomes.state(
        home,
        "2026",
        [{"kind": "wage", "amount": "1", "item": odd, "how": odd}],
        by=cast.achun,
        on=clock.today(),
    )
    links.link(home, "grid", since=dwellings.SPRING, by=cast.achun, name=odd, unit=odd)
    guarantees.check(
        home,
        "water",
        "unmet",
        checked_on=dwellings.SPRING,
        by=cast.achun,
        on=clock.today(),
        standard=odd,
        evidence=odd,
        note=odd,
    )
    answers = {"name": odd, "sex": "male", "relation": "child", "ethnicity": odd}
    change = changes.draft(
        home, "birth", answers, happens_on=dwellings.SPRING, by=cast.achun, on=clock.today(), reason=odd
    )
    client = as_(cast.achun)

    shown = [
        client.get(url)
        for url in (
            *(address(home, name) for name in ("household", "household-facts", "change-choose", "link-new")),
            address(home) + "?on=2026-03-02",
            *(reverse(f"registry:{name}") for name in ("households", "persons", "changes", "uncovered")),
            reverse("registry:person", args=[head.person_id]),
            reverse("registry:person-facts", args=[head.person_id]),
            reverse("registry:income", args=[home.household_id, 2026]),
            reverse("registry:change", args=[change.pk]),
            reverse("registry:change-revise", args=[change.pk]),
            reverse("registry:statement-withdraw", args=["events", home.events.get().pk]),
            reverse("registry:link-end", args=[home.links.get().pk]),
        )
    ]

    for page in shown:
        text = page.content.decode()
        assert (page.status_code, "<script>alert" in text, "&lt;script&gt;" in text) == (200, False, True)


def test_the_county_registers_a_household_that_no_file_brought(cast, as_):
    new = reverse("registry:household-new")
    sent = {"area": people.VILLAGE, "head-name": "周大娘", "on": "2026-03-01", "home-phone": "13800001234"}

    page = as_(cast.linjie).post(new, sent, follow=True)
    abroad = as_(cast.linjie).post(new, {**sent, "area": people.FAR})

    home = Household.objects.get()
    assert "周大娘" in page.content.decode()
    assert (home.head_name, home.members, home.area_code, home.phone) == (
        "周大娘",
        1,
        people.VILLAGE,
        "13800001234",
    )
    assert abroad.status_code == 422
    assert as_(cast.achun).get(new).status_code == 404


@pytest.mark.parametrize("code", ["a/b", "..", "~1", "户 编%2F码", "<b>", "?x=1#y"])
def test_odd_codes_have_an_address(cast, as_, code):
    home = dwellings.home(cast, code=code)

    assert as_(cast.achun).get(address(home)).status_code == 200


def test_the_page_costs_the_same_however_many_people(cast, as_, django_assert_max_num_queries):
    home = dwellings.home(cast)
    client = as_(cast.achun)
    client.get(reverse("desk"))

    with django_assert_max_num_queries(26):
        client.get(address(home))


@pytest.mark.parametrize(
    ("source", "label", "url"),
    [
        ("import:3", "导入 3", "/imports/3/"),
        ("undo:import:3", "撤销导入 3", "/imports/3/"),
        ("form", "页面登记", ""),
        ("unheard:of", "unheard:of", ""),
    ],
)
def test_a_source_is_said_in_words(source, label, url):
    assert showing.source(source) == {"label": label, "url": url, "asks": bool(url)}


@pytest.mark.parametrize(("typed", "english"), [("初中", "Junior"), ("私塾三年", "私塾三年")])
def test_usual_words_of_a_free_text_are_said_in_the_language_of_whoever_looks(typed, english):
    assert showing.shown(Person, "education", typed) == typed
    with translation.override("en"):
        assert showing.shown(Person, "education", typed) == english
