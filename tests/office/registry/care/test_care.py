"""Guarantee cards, people linked, papers."""

import io
from datetime import date

import pytest
from tests.office import cast as people
from tests.office.registry import families

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.accounts.roles import ROLES
from shouwang.office.journal.models import Entry
from shouwang.office.kit import files
from shouwang.office.kit.seen import Overtaken
from shouwang.office.registry import queries
from shouwang.office.registry.care import guarantees, links
from shouwang.office.registry.models import MOST_BYTES, Paper
from shouwang.office.registry.requests import changes, papers

pytestmark = pytest.mark.django_db
ON = families.MAY_1
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def home(cast, somebody):
    return families.settle(cast.linjie)


def test_the_latest_check_counts_and_the_earlier_ones_stay(cast, home):
    guarantees.check(home, "housing", "unmet", checked_on=date(2026, 3, 1), by=cast.achun, on=ON, note="D 级")
    guarantees.check(
        home,
        "housing",
        "met",
        checked_on=date(2026, 4, 1),
        next_check_on=date(2026, 4, 20),
        by=cast.duiyuan,
        on=ON,
    )

    card = {line.kind: line for line in guarantees.card(home, ON)}

    assert (card["housing"].latest.state, card["housing"].overdue) == ("met", True)
    assert card["water"].latest is None
    assert home.guarantees.count() == 2


@pytest.mark.parametrize("days", [(1, 2, 3), (3, 1, 2), (2, 3, 1), (3, 3, 3)])
def test_only_the_latest_check_of_a_kind_is_due(cast, home, days):
    """In whatever order they are entered; checks of other kinds stand beside it."""
    for number, day in enumerate(days):
        guarantees.check(
            home,
            "water",
            "met",
            checked_on=date(2026, 3, day),
            next_check_on=date(2026, 4, 10 + number),
            by=cast.achun,
            on=ON,
        )
    guarantees.check(home, "food", "met", checked_on=ON, next_check_on=families.JUNE_1, by=cast.achun, on=ON)

    latest = max(home.guarantees.filter(kind="water"), key=lambda row: (row.checked_on, row.pk))

    assert list(home.guarantees.filter(kind="water").exclude(due_on=None)) == [latest]
    assert list(queries.due(home.guarantees.all(), ON)) == [latest]
    assert not Entry.objects.filter(action="guarantee.changed").exists()


def test_of_two_checks_entered_at_once_the_later_is_due(cast, home):
    """Neither saw the other."""
    same = {"by": cast.achun, "on": ON, "next_check_on": date(2026, 4, 20)}
    rows = [guarantees.check(home, "water", "met", checked_on=date(2026, 3, day), **same) for day in (1, 2)]
    rows[0].due_on = rows[0].next_check_on
    rows[0].save()

    assert list(queries.due(home.guarantees.all(), ON)) == [rows[1]]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"checked_on": families.JUNE_1}, "还没有到"),
        ({"checked_on": ON, "next_check_on": ON}, "须晚于"),
        ({"checked_on": ON, "state": "unmet"}, "须写明情况"),
        ({"checked_on": ON, "state": "fine"}, "可选的范围"),
    ],
)
def test_a_check_that_cannot_be_is_refused(cast, home, more, why):
    with pytest.raises(Refused, match=why):
        guarantees.check(home, "water", **{"state": "met", "by": cast.achun, "on": ON, **more})


def test_whoever_checks_the_same_meanwhile_is_told_what_the_first_one_found(cast, home):
    before = guarantees.mark(guarantees.latest(home, "housing"))
    found = {"checked_on": ON, "by": cast.achun, "on": ON, "seen": before}
    first = guarantees.check(
        home, "housing", "met", evidence="看了房", next_check_on=families.JUNE_1, **found
    )
    second = {**found, "by": cast.xiaoman, "note": "漏雨"}

    with pytest.raises(
        Overtaken, match=r"阿春已登记 2026-05-01 的核查结果“有保障；看了房；下次核查 2026-06-01”"
    ) as told:
        guarantees.check(home, "housing", "unmet", **second)
    guarantees.check(home, "water", "met", **found)
    guarantees.check(home, "housing", "unmet", **{**second, "seen": told.value.now})

    assert told.value.now == guarantees.mark(first)
    assert guarantees.latest(home, "housing").state == "unmet"


def test_two_who_found_the_same_are_not_told(cast, home):
    found = {"checked_on": ON, "on": ON, "seen": guarantees.mark(None), "evidence": "看了房"}

    for by in (cast.achun, cast.xiaoman):
        guarantees.check(home, "housing", "met", by=by, **found)

    assert home.guarantees.count() == 2


def test_a_card_takes_one_query(cast, home, django_assert_num_queries):
    for kind in ("water", "food", "water"):
        guarantees.check(home, kind, "met", checked_on=ON, by=cast.achun, on=ON)

    with django_assert_num_queries(1):
        assert (
            len([line.latest.checked_by.full_name for line in guarantees.card(home, ON) if line.latest]) == 2
        )


def test_somebody_else_takes_over(cast, home):
    line = Appointment.objects.get(user=cast.bangfu).line
    first = links.link(home, "helper", name="某人", unit="某单位", since=families.BEGAN, by=cast.achun)

    links.replace(first, line=line, on=ON, by=cast.achun)

    first.refresh_from_db()
    assert first.until == ON
    assert home.links.get(until=None).line == line


def test_a_link_names_somebody_of_this_place(cast, home):
    far = Appointment.objects.get(user=cast.laozhou).line
    for more in ({"line": far}, {"name": " "}):
        with pytest.raises(Refused):
            links.link(home, "helper", since=ON, by=cast.achun, **more)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("achun", {"阿春", "方大哥", "队员"}),
        ("xiaoman", {"阿春", "方大哥", "队员", "小满", "罗镇"}),
        ("linjie", {"阿春", "方大哥", "队员", "小满", "罗镇", "林姐", "老何", "易姐"}),
    ],
)
def test_who_can_be_linked_works_with_households_and_within_the_reach_of_who_links(cast, home, who, offered):
    found = links.appointments_for(home, ON, by=getattr(cast, who))

    assert {one.user.full_name for one in found} == offered


@pytest.mark.parametrize("who", ["shenji", "guanli", "ducha", "xiaoman"])
def test_nobody_else_is_linked_by_a_made_up_form_either(cast, home, who):
    line = Appointment.objects.get(user=getattr(cast, who)).line

    with pytest.raises(Refused, match="不联系农户"):
        links.link(home, "helper", line=line, since=ON, by=cast.achun)


def test_nobody_is_linked_twice(cast, home):
    links.link(home, "doctor", name="村医", since=ON, by=cast.achun)
    with pytest.raises(Refused, match="已经登记过"):
        links.link(home, "doctor", name="村医", since=ON, by=cast.achun)


def test_a_paper_is_kept_sealed_and_given_out_within_scope(cast, home):
    paper = papers.attach(home, io.BytesIO(PNG), title="../../死亡证明\n.png", by=cast.achun)

    assert (paper.title, paper.kind, paper.size) == ("死亡证明.png", "image/png", len(PNG))
    found, stream = papers.open_for(cast.linjie, paper.pk)
    with stream:
        assert (found, stream.read()) == (paper, PNG)
    assert Entry.objects.filter(action="paper.read").count() == 1
    for other in (cast.laobai, cast.laozhou, cast.bangfu, cast.shenji, cast.xiaochen):
        assert papers.open_for(other, paper.pk) is None


def test_a_paper_is_opened_by_who_may_reveal_and_by_who_attached_it(cast, home):
    paper = papers.attach(home, io.BytesIO(PNG), title="身份证", by=cast.achun)

    assert papers.open_for(cast.luozhen, paper.pk) is None and papers.open_for(cast.yibao, paper.pk) is None
    Appointment._base_manager.filter(user=cast.achun).update(role="department_officer")
    moved = User.objects.get(pk=cast.achun.pk)
    assert not moved.may_anywhere("personal.reveal")
    papers.open_for(moved, paper.pk)[1].close()
    Appointment._base_manager.filter(user=cast.achun).update(area_code=people.NEIGHBOUR)
    assert papers.open_for(User.objects.get(pk=cast.achun.pk), paper.pk) is None


def test_whoever_decides_may_open_the_papers():
    for role in ROLES.values():
        assert (
            Permission.CHANGE_APPROVE not in role.permissions
            or Permission.PERSONAL_REVEAL in role.permissions
        )


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"MZ\x90\x00", b"PK\x03\x04xl/", PNG + bytes(MOST_BYTES)]
)
def test_anything_but_a_picture_or_pdf_of_10_mb_is_refused_and_nothing_is_left(cast, home, content):
    before = set(files.names())
    with pytest.raises(Refused):
        papers.attach(home, io.BytesIO(content), title="x.png", by=cast.achun)

    assert not Paper.objects.exists()
    assert set(files.names()) == before


def test_a_submitted_request_takes_no_more_papers(cast, home):
    answers = {"name": "周新", "sex": "male", "relation": "grandchild"}
    change = changes.draft(home, "birth", answers, happens_on=ON, by=cast.achun, on=ON)
    papers.attach(home, io.BytesIO(PNG), title="出生证", by=cast.achun, change=change)
    changes.submit(change, by=cast.achun, on=ON)

    with pytest.raises(Refused, match="不能再加材料"):
        papers.attach(home, io.BytesIO(PNG), title="出生证", by=cast.achun, change=change)
