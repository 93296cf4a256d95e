"""Ledgers that call a household by its head's ID number: the number stands nowhere, and the household is found again."""

import re

import pytest
from tests.office import cast as people
from tests.office.imports.conftest import HEADER, ROWS, book
from tests.office.imports.drawn import home, person, tables

from shouwang.engine.reading import messages
from shouwang.office.imports import batches, listings
from shouwang.office.imports.comparing import codes_of_households
from shouwang.office.journal.models import Entry
from shouwang.office.kit import codes
from shouwang.office.registry import aliases
from shouwang.office.registry.homes import lookup
from shouwang.office.registry.intake import loading
from shouwang.office.registry.models import Household, Income, Person
from shouwang.office.registry.past import history

HEAD, SPOUSE, OTHER = ROWS[0][5], ROWS[1][5], ROWS[2][5]
CALLED = {"H1": HEAD, "H2": OTHER}
BY_NUMBER = [[CALLED[row[0]], *row[1:]] for row in ROWS]
SPAN = codes.span(people.TOWNSHIP)


@pytest.fixture
def taken(send, compared, step):
    def done(*streams):
        return step(compared(send(*streams)), batches.commit)

    return done


def test_the_number_stands_in_no_code_and_not_in_the_journal(taken):
    taken(book(BY_NUMBER))

    kept = [*Household.objects.values_list("household_id"), *Person.objects.values_list("person_id")]
    assert {code for (code,) in kept if code.startswith("H")} == {aliases.alias(HEAD), aliases.alias(OTHER)}
    for number in (HEAD, SPOUSE, OTHER):
        assert not any(number in code for (code,) in kept)
        assert not Entry.objects.filter(ident__contains=number).exists()
        assert not any(number in str(detail) for detail in Entry.objects.values_list("detail", flat=True))


def test_the_same_list_finds_the_same_households_and_tables_apart_find_them_too(taken, send, compared):
    taken(book(BY_NUMBER))

    again = compared(send(book(BY_NUMBER))).summary["counts"]
    wages = [[number, 2025, "工资性收入", 9000] for number in CALLED.values()]
    taken(book(wages, ["户编码", "年度", "收入类别", "金额"], name="收入.xlsx"))

    assert (again["households"]["same"], again["persons"]["same"], again["incomes"]["same"]) == (2, 3, 2)
    told = Income.objects.in_force().values_list("household__household_id", "amount")
    assert sorted(told) == sorted((aliases.alias(number), 9000) for number in CALLED.values())


def test_the_report_says_so_in_one_sentence_and_shows_no_number(send, as_, cast):
    batch = send(book(BY_NUMBER))

    assert [messages.CODES_ARE_NUMBERS, messages.INFO, 1] in batch.problems["codes"]
    page = as_(cast.xiaoman).get(f"/imports/{batch.pk}/problems/").content.decode()
    assert "“户编码”有 2 个是证件号码" in page
    for at in ("understood", "problems"):
        assert not re.search(
            "|".join(CALLED.values()), as_(cast.xiaoman).get(f"/imports/{batch.pk}/{at}/").content.decode()
        )


def test_a_row_that_is_not_taken_is_listed_without_its_number(send):
    alone = [HEAD, "", "周满仓", "一组", "周满仓", HEAD, "户主", "x", 12000]
    batch = send(book([alone, *BY_NUMBER[2:]]))

    rows = listings.found_problems(batch, code=messages.NO_AREA_CODE, most=9, skipping=0)

    assert [row["value"] for row in rows] == [f"{HEAD[:6]}********"]


def test_a_household_of_an_unread_row_has_not_left(taken, send, compared):
    taken(book(BY_NUMBER))
    alone = [HEAD, "", "周满仓", "一组", "周满仓", HEAD, "户主", "x", 12000]

    counts = compared(send(book([alone, *BY_NUMBER[2:]])), absent="end").summary["counts"]

    assert counts["households"]["gone"] == 0


def test_whom_the_register_knows_by_another_code_keeps_it(taken):
    taken(book())
    taken(book(BY_NUMBER))

    assert set(Household.objects.values_list("household_id", flat=True)) == {"H1", "H2"}
    assert Person.objects.count() == 3


def test_codes_that_are_no_numbers_stay_as_they_are(db):
    given = tables(households=[home("QS-7/1"), home("甲-1")], persons=[person("P1", "QS-7/1")])

    made = codes_of_households.replaced(given, SPAN, composed=False)

    assert made["households"].equals(given["households"]) and made["persons"].equals(given["persons"])


def headed(*pairs):
    """Households by their codes, each with a head of that number."""
    listed = [
        person(f"P{place}", code, relation="head", id_number=n) for place, (code, n) in enumerate(pairs)
    ]
    return tables(households=[home(code) for code, _number in pairs], persons=listed)


def replaced(given):
    made = codes_of_households.replaced(given, SPAN, composed=False)
    assert made["persons"]["household_id"].to_pylist() == made["households"]["household_id"].to_pylist()
    return made["households"]["household_id"].to_pylist()


def test_after_a_change_of_heads_either_number_finds_the_household(cast, somebody):
    was = aliases.alias(HEAD)
    loading.load_county(headed((HEAD, SPOUSE)), on=people.START, source="demo")

    assert Household.objects.get().household_id == was
    assert replaced(headed((HEAD, SPOUSE))) == replaced(headed((SPOUSE, SPOUSE))) == [was]
    assert replaced(headed((HEAD, OTHER))) == [was]


def test_a_head_who_begins_a_household_of_their_own_does_not_take_the_old_one_along(cast, somebody):
    """Of two the one whose number was the code heads another household by now."""
    old, new = aliases.alias(HEAD), "1000123"
    loading.load_county(headed((HEAD, SPOUSE), (new, HEAD)), on=people.START, source="demo")

    assert replaced(headed((SPOUSE, SPOUSE), (HEAD, HEAD))) == [old, new]


def test_two_households_of_one_list_never_become_one(cast, somebody):
    """The old head's number is the code of a household that another number of the list finds by its head."""
    loading.load_county(headed((HEAD, SPOUSE)), on=people.START, source="demo")

    first, second = replaced(headed((SPOUSE, SPOUSE), (HEAD, HEAD)))

    assert (first, second != first) == (aliases.alias(HEAD), True)
    assert aliases.MADE.fullmatch(second)


def test_a_household_that_was_entered_under_its_number_before_keeps_it(cast, somebody):
    loading.load_county(headed(("H1", HEAD)), on=people.START, source="demo")
    Household._base_manager.update(household_id=HEAD)

    assert replaced(headed((HEAD, HEAD))) == [HEAD]
    assert [hit.household.household_id for hit in lookup.find(HEAD, by=cast.xiaoman)] == [HEAD]
    assert codes_of_households.named([HEAD], SPAN, composed=False) == {HEAD}


def test_a_persons_code_that_is_a_number_is_replaced_wherever_it_stands(taken):
    header = [*HEADER, "人员编码"]
    taken(book([[*row, row[5]] for row in ROWS], header))
    taken(
        book(
            [["H1", HEAD, 2025, "医疗", 300]],
            ["户编码", "人员编码", "年度", "支出类别", "金额"],
            name="支出.xlsx",
        )
    )

    codes_kept = Person.objects.values_list("person_id", flat=True)
    assert all(code.startswith("P") for code in codes_kept)
    assert not any(number in code for code in codes_kept for number in (HEAD, SPOUSE, OTHER))


def test_an_old_number_and_the_new_one_are_one_household(db):
    old = HEAD[:6] + HEAD[8:17]

    assert replaced(headed((old, None))) == replaced(headed((HEAD, None)))


def test_the_box_finds_the_household_by_the_number_when_nobody_there_has_it(cast, somebody, taken):
    taken(book(BY_NUMBER))
    head = Person.objects.get(name="吴有田")
    history.amend(head, {"id_number": None}, on=head.since, source="form")

    assert [str(hit.household.head_name) for hit in lookup.find(OTHER, by=cast.xiaoman)] == ["吴有田"]
