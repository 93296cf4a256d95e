"""What if, and what is different."""

import html
import re
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from tests.house.chinese import CHINESE
from tests.office.screened import TITLE
from tests.office.screening.conftest import COUNTY, screened
from tests.office.test_in_english import chinese_of, held

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.kit import codes
from shouwang.office.registry.facts import Ending
from shouwang.office.registry.models import Household
from shouwang.office.registry.past import history
from shouwang.office.screening.differences import comparing, titles
from shouwang.office.screening.differences.comparing import Asked, Narrowed
from shouwang.office.screening.models import Finding, Run
from shouwang.office.screening.running import cleaning

pytestmark = pytest.mark.django_db
ALL = (codes.span(COUNTY),)


def answer(asked, **narrowed):
    with comparing.opened(asked) as compared:
        return compared.changes, list(comparing.every(compared, Narrowed(**narrowed)))


def test_a_higher_line_counts_as_a_run_with_that_line_counts(office):
    run, other = screened(office), screened(office, standing=False, change=["monitoring_line=7300"])

    preview, listed = answer(Asked(run, ALL, change=("monitoring_line=7300",)))
    between, again = answer(Asked(run, ALL, after=other))

    assert preview.enter == between.enter > 0
    assert (preview.moves, preview.rules, preview.causes) == (between.moves, between.rules, between.causes)
    assert listed == again
    assert {cause for row in listed for cause in row["because"]} == {"parameter.monitoring_line"}


def test_because_of_which_fact_a_household_moved_between_two_days(office):
    before = screened(office)
    fine = Household.objects.exclude(findings__isnull=False).filter(house_grade="A", origin="lifted").first()
    worse = {"house_grade": "D", "house_self_fix": False, "other_safe_house": False}
    history.amend(fine, worse, on=date(2022, 10, 1), source="test")

    changes, listed = answer(Asked(before, ALL, after=screened(office, on=date(2022, 10, 1), period="2022")))

    row = next(row for row in listed if row["household_id"] == fine.household_id)
    assert row["enters"] and {"house_unsafe", "house_self_fix"} & set(row["because"])
    assert changes.enter == 1 == len([each for each in listed if each["enters"]])


def test_the_list_can_be_narrowed(office):
    asked = Asked(screened(office), ALL, change=("monitoring_line=9000",))
    changes, everyone = answer(asked)
    township = codes.span(everyone[0]["area_code"][:9] + "000")

    _changes, inside = answer(asked, inside=township, way=comparing.ENTERS, cause="parameter.monitoring_line")

    assert inside == [row for row in everyone if row["area_code"] in township and row["enters"]]
    assert len({row["household_id"] for row in everyone}) == len(everyone)
    assert sum(row["enters"] for row in everyone) == changes.enter > 2


@pytest.mark.parametrize("line", ["7300", "9000"])
def test_every_number_of_a_comparison_opens_as_many(office, as_, line):
    run, client = screened(office), as_(office)
    address = reverse("screening:whatif", args=[run.pk])
    page = client.get(address, {"p_monitoring_line": line})
    changes, found = page.context["changes"], re.findall(r'<a href="(\?[^"#]+)#rows">([\d,]+)</a>', page.text)
    said = re.findall(r'class="tier[^"]*" href="(\?[^"#]+)#rows">.*?<b>([\d,]+)</b>', page.text)

    def listed(url):
        context = client.get(address + html.unescape(url)).context
        return context["total"], context["persons"]

    moves = [(url, number) for url, number in found if "move=" in url]
    assert [number for _url, number in moves] == [
        f"{number:,}" for one in changes.moves for number in (one.households, one.persons)
    ]
    assert any(one.before == one.after for one in changes.moves)
    for place, (url, number) in enumerate(moves):
        assert f"{listed(url)[place % 2]:,}" == number
    assert len(said) == 4
    for url, number in (*(one for one in found if one not in moves), *said):
        assert f"{listed(url)[0]:,}" == number


def test_all_that_were_compared_are_listed_once(office):
    asked = Asked(screened(office), ALL, change=("monitoring_line=9000",))
    changes, everyone = answer(asked, way=comparing.COMPARED)
    _changes, moved = answer(asked)

    assert len({row["household_id"] for row in everyone}) == len(everyone) == changes.households
    assert [row for row in everyone if row["because"]] == moved
    for move in changes.moves:
        _changes, listed = answer(asked, move=move.code)
        before, _colon, after = move.code.partition(":")
        assert [(row["tier_before"], row["tier_after"]) for row in listed] == [
            (before, after)
        ] * move.households
        assert sum(row["persons"] for row in listed) == move.persons


def test_pages_of_the_list_are_all_of_it(office, monkeypatch):
    monkeypatch.setattr(comparing, "SIZE", 2)
    asked = Asked(screened(office), ALL, change=("monitoring_line=9000",))
    with comparing.opened(asked) as compared:
        everyone = list(comparing.every(compared))
        pages = [comparing.page(compared, number=number) for number in range(1, len(everyone) // 2 + 2)]

    assert [row for page in pages for row in page[:2]] == everyone and len(pages) > 2
    assert [len(page) > 2 for page in pages] == [
        2 * number < len(everyone) for number in range(1, len(pages) + 1)
    ]


def test_the_page_says_to_what_its_list_is_narrowed(office, as_):
    run, browser = screened(office), as_(office)
    changes, everyone = answer(Asked(run, ALL, change=("monitoring_line=9000",)))
    place, asked = changes.areas[0], {"p_monitoring_line": "9000"}

    page = browser.get(reverse("screening:whatif", args=[run.pk]), asked)
    narrowed = browser.get(page.wsgi_request.path, asked | {"way": "enters", "area": place.code})

    assert (page.context["total"], page.context["chosen"]) == (len(everyone), "")
    assert (narrowed.context["total"], narrowed.context["chosen"]) == (place.enter, f"进入、{place.label}")


@pytest.fixture
def addresses(office):
    """Of both pages that compare, with the same answer."""
    run, other = screened(office), screened(office, standing=False, change=["monitoring_line=9000"])
    return {
        "what if": (reverse("screening:whatif", args=[run.pk]), {"p_monitoring_line": "9000"}),
        "differences": (reverse("screening:differences"), {"before": run.pk, "after": other.pk}),
    }


NEIGHBOUR = "430922"
WRONG = [
    ({"way": "zzz"}, "“zzz”不是名单的一种"),
    ({"way": "ENTERS"}, "“ENTERS”不是名单的一种"),
    ({"move": "x"}, "“x”不是这次比较里的分级变化"),
    ({"move": "must_enter"}, "“must_enter”不是这次比较里的分级变化"),
    ({"move": "must_enter:x"}, "“must_enter:x”不是这次比较里的分级变化"),
    ({"cause": "zz"}, "“zz”不是这次比较里的原因"),
    ({"area": "99"}, "“990000000000”不是这次比较里的地方"),
    ({"area": "999"}, "“999”不是这次比较里的地方"),
    ({"area": NEIGHBOUR}, "“430922000000”不是这次比较里的地方"),
    ({"way": "enters", "area": "青山", "page": "2"}, "“青山”不是这次比较里的地方"),
    ({"way": "<b>", "cause": "z" * 90}, f"“&lt;b&gt;”不是名单的一种。“{'z' * 20}”不是这次比较里的原因"),
]


@pytest.mark.parametrize("name", ["what if", "differences"])
def test_what_the_comparison_does_not_have_lists_nobody_and_says_why(addresses, office, as_, name):
    (address, asked), browser = addresses[name], as_(office)
    for narrowed, said in WRONG:
        page = browser.get(address, asked | narrowed)
        book = browser.get(address, asked | narrowed | {"xlsx": "1"})

        assert (page.status_code, page.context["total"], page.context.get("rows")) == (200, 0, None), narrowed
        assert said in page.text and "列出全部</a>" in page.text and "下载 Excel" not in page.text, narrowed
        assert "只列" not in page.text and 'class="tiers"' in page.text, narrowed
        assert book.status_code == 409 and said in book.text and 'class="tiers"' not in book.text, narrowed


@pytest.mark.parametrize(
    ("narrowed", "chosen"),
    [
        ({"move": "none:absent"}, "未见风险 → 不在册"),
        ({"cause": "registered"}, "原来没有在这里登记"),
        ({"way": "other", "area": COUNTY}, "不进也不出、柏湾县"),
    ],
)
@pytest.mark.parametrize("name", ["what if", "differences"])
def test_what_it_has_and_nobody_is_in_is_an_empty_list(addresses, office, as_, name, narrowed, chosen):
    address, asked = addresses[name]

    page = as_(office).get(address, asked | narrowed)

    assert page.context["chosen"] == chosen and "none" not in page.context
    assert ("名单里没有户" in page.text) == (page.context["total"] == 0)


@pytest.mark.parametrize(
    ("narrowed", "title", "only"),
    [
        ({}, "筛查变动名单", ""),
        ({"way": "enters"}, "筛查变动名单", "；只列：进入"),
        ({"way": "leaves", "area": COUNTY}, "筛查变动名单", "；只列：退出、柏湾县"),
        ({"way": "compared"}, "筛查比较名单", "；只列：比较过的全部"),
        ({"move": "none:none"}, "筛查比较名单", "；只列：未见风险 → 未见风险"),
    ],
)
@pytest.mark.parametrize("name", ["what if", "differences"])
def test_the_workbook_says_what_it_holds(addresses, office, as_, name, narrowed, title, only):
    address, asked = addresses[name]

    book = as_(office).get(address, asked | narrowed | {"xlsx": "1"})

    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert sheet["A1"].value == title and title in unquote(book["Content-Disposition"])
    note = sheet["A2"].value
    assert note.startswith("原来：") and note.partition("；后来：")[2].partition("；")[2] == only[1:]


def test_somebody_of_a_village_compares_the_village(office):
    asked = Asked(screened(office), ALL, change=("monitoring_line=9000",))
    _changes, everyone = answer(asked)
    village = codes.span(everyone[0]["area_code"])

    changes, own = answer(Asked(asked.before, (village,), change=asked.change))

    assert own == [row for row in everyone if row["area_code"] in village]
    assert changes.households == Household.objects.filter(area_code=village.low).count()
    assert answer(Asked(asked.before, (), change=asked.change))[0].households == 0


def test_what_cannot_be_compared_is_refused(office):
    run = screened(office)
    township = Household.objects.first().area_code[:9] + "000"
    elsewhere = screened(office, area=township, standing=False)
    with pytest.raises(Refused, match="同一个地方"):
        answer(Asked(run, ALL, after=elsewhere))
    with pytest.raises(Refused, match="没有参数"):
        answer(Asked(run, ALL, change=("no_such=1",)))
    Run.objects.filter(pk=run.pk).update(archive="")
    with pytest.raises(Refused, match="清理"):
        answer(Asked(Run.objects.get(pk=run.pk), ALL, change=("monitoring_line=1",)))


def test_the_county_asks_on_the_page_and_takes_the_list_along(office, as_, tmp_path):
    run, browser = screened(office), as_(office)
    address = reverse("screening:whatif", args=[run.pk])
    assert "6900" in browser.get(address).content.decode()

    page = browser.get(address, {"p_monitoring_line": "9000"})
    book = browser.get(address, {"p_monitoring_line": "9000", "xlsx": "1", "way": "enters"})

    changes, listed = answer(Asked(run, ALL, change=("monitoring_line=9000",)), way="enters")
    assert f"<b>{changes.enter}</b>" in page.content.decode()
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(book.streaming_content))
    rows = list(load_workbook(path).active.iter_rows(min_row=4, values_only=True))
    assert [row[1] for row in rows] == [row["household_id"] for row in listed]
    assert all(row[2] for row in rows)


@pytest.mark.parametrize("value", ["seven", "-1", "1e400", "NaN", "9" * 30, "73,00", "7,3000", ",300"])
def test_a_parameter_as_text_is_said_on_the_page(office, as_, value):
    page = as_(office).get(
        reverse("screening:whatif", args=[screened(office).pk]), {"p_monitoring_line": value}
    )

    assert "请写一个数，例如 6900" in page.text and 'class="tiers"' not in page.text


@pytest.mark.parametrize("value", ["", "6900", "6900.00", "6,900", "６，９００.00"])
def test_where_nothing_is_another_the_page_says_so(office, as_, value):
    page = as_(office).get(
        reverse("screening:whatif", args=[screened(office).pk]), {"p_monitoring_line": value}
    )

    assert "还没有改动任何数值" in page.text and 'class="tiers"' not in page.text


def test_of_a_run_with_a_changed_line_the_page_tells_both_values(office, as_):
    run = screened(office, standing=False, change=["monitoring_line=7300"])

    page = as_(office).get(reverse("screening:whatif", args=[run.pk])).text

    assert "这次筛查改成了 7300（元/人·年）；政策包为 6900，2022-01-01 起。" in page


def test_two_runs_on_the_page(office, as_):
    one, two = screened(office), screened(office, standing=False, change=["monitoring_line=9000"])
    page = as_(office).get(reverse("screening:differences"), {"before": one.pk, "after": two.pk})
    changes, _listed = answer(Asked(one, ALL, after=two))
    assert f"<b>{changes.enter}</b>" in page.content.decode()


def test_a_run_is_not_compared_with_itself(office, as_):
    run = screened(office)

    page = as_(office).get(reverse("screening:differences"), {"before": run.pk, "after": run.pk})

    assert "同一次筛查" in page.text and 'class="tiers"' not in page.text


def test_the_earlier_day_comes_first_and_of_one_day_either(office, as_):
    later, sooner = screened(office, on=date(2022, 10, 1), period="2022"), screened(office)
    other = screened(office, standing=False, change=["monitoring_line=9000"])
    address, browser = reverse("screening:differences"), as_(office)

    page = browser.get(address, {"before": later.pk, "after": sooner.pk})

    assert "2022-10-01" in page.text and "请把两边对调" in page.text and 'class="tiers"' not in page.text
    for before, after in ((sooner, later), (sooner, other), (other, sooner)):
        assert 'class="tiers"' in browser.get(address, {"before": before.pk, "after": after.pk}).text


def test_the_neighbour_sees_nothing_of_it(office, as_):
    run = screened(office)
    stranger = User.objects.create(username="taojiang", full_name="桃江", must_change_password=False)
    Appointment(user=stranger, role="county_office", area_code="430922000000", since=date(2020, 1, 1)).save()
    browser = as_(stranger)
    assert browser.get(reverse("screening:whatif", args=[run.pk])).status_code == 404
    page = browser.get(reverse("screening:differences"), {"before": run.pk, "after": run.pk})
    assert 'class="tiers"' not in page.content.decode()


def test_what_is_kept_of_old_runs(office):
    days = [date(2022, 10, 1), date(2022, 10, 20), date(2022, 10, 31)]
    kept = {day: screened(office, on=day) for day in days}
    question = screened(office, standing=False)
    Run.objects.filter(pk=question.pk).update(done_at="2020-01-01T00:00Z")

    cleaning.clean(date(2023, 1, 31))

    archived = {day: bool(Run.objects.get(pk=run.pk).archive) for day, run in kept.items()}
    assert archived == {days[0]: False, days[1]: False, days[2]: True}
    assert not Finding.objects.filter(run=kept[days[0]]).exists()
    assert kept[days[0]].tallies.exists()
    assert not Run.objects.filter(pk=question.pk).exists()


def test_every_offered_run_tells_what_sets_it_apart(office, as_):
    runs = [
        screened(office),
        screened(office, standing=False, change=["monitoring_line=7300"]),
        screened(office, area=Household.objects.first().area_code[:9] + "000", standing=False),
    ]

    page = as_(office).get(reverse("screening:differences"), {"before": runs[0].pk, "after": runs[1].pk})

    said = titles.of(runs)
    assert len(set(said.values())) == 3 and all(f">{title}</option>" in page.text for title in said.values())
    assert said[runs[0].pk].startswith("2022-09-30 日常筛查")
    assert said[runs[1].pk].startswith("2022-09-30 专项测算 · 防止返贫监测收入基准线 7300")


@pytest.mark.parametrize("query", [{}, {"xlsx": "1"}])
def test_two_packs_in_english_have_no_chinese_causes(office, as_, query, tmp_path):
    one = screened(office)
    two = screened(office, pack="seven-step-2020", standing=False, as_if=True)
    asked = {"before": one.pk, "after": two.pk}

    with translation.override("en"):
        page = as_(office).get(
            reverse("screening:differences"), asked | query, headers={"accept-language": "en"}
        )
        if query:
            path = tmp_path / "list.xlsx"
            path.write_bytes(b"".join(page.streaming_content))
            rows = list(load_workbook(path).active.iter_rows(min_row=4, values_only=True))
            said = [text for row in rows for text in row[3:7] if text]
        else:
            said = [row["because"] for row in page.context["rows"]]
            said += [cause.label for cause in page.context["changes"].causes]
            assert chinese_of(page.text, data=held()) == [] and TITLE not in page.text
    assert said and all(said) and not [text for text in said if CHINESE.search(text)]


def test_a_household_that_left_the_register_has_the_reason_of_it(office, as_):
    before = screened(office)
    home = Household.objects.get(
        pk=Finding.objects.filter(run=before, tier="must_enter").first().household_id
    )
    gone = {"ended_on": date(2022, 10, 1), "ending": Ending.MOVED, "members": 0}
    history.amend(home, gone, on=date(2022, 10, 1), source="test")
    after = screened(office, on=date(2022, 10, 1), period="2022", standing=False)

    page = as_(office).get(
        reverse("screening:differences"), {"before": before.pk, "after": after.pk, "way": "leaves"}
    )

    row = next(row for row in page.context["rows"] if row["household_id"] == home.household_id)
    assert row["because"] in (f"2022-10-01 退出登记（{Ending.MOVED.label}）", "后来不在这里登记")
