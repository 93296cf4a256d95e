"""What is flagged, and the nearest thing that is not."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import accumulate

import pyarrow as pa
import pytest
from tests.engine.quality import drawn

from shouwang.engine.quality import catalogue, checks

# code | rows that are flagged | a register in which they are | a neighbour in which nothing is flagged by this code
CASES = """
101 | head        | head.id_number=43092119750304                    | head.id_number=id:43092119750304001
101 | head        | head.id_number=id:43092119750304001+431          | head.id_number=id:43092119750304001+4301
102 | head        | head.id_number=430921197503040010                | head.id_number=11010519491231002x
102 | head        | head.id_number=43092119750304001Y                | head.id_number=43092119750304
103 | head        | head.id_number=43092119750304001043              | head.id_number=id:43092119750304001+43
104 | head        | head.id_number=id:43092119750304001+83           | head.id_number=id:43092119750304001+73
104 | head        | head.id_number=id:43092119750304001+45           | head.id_number=id:43092119750304001+44B1
105 | head        | head.id_number=id:43092119751304001              | head.id_number=id:43092119000101001
105 | head        | head.id_number=id:43092118991231001              | head.id_number=id:43092120000229001
106 | head        | head.id_number=id:99999919750304001              | head.id_number=id:99999819750304001
107 | head        | head.id_number=id:48092119750304001              | head.id_number=id:83092119750304001
108 | head,spouse | spouse.id_number=id:43092119750304001            | far.id_number=id:43092119750304001
109 | head,far    | far.id_number=id:43092119750304001               | spouse.id_number=id:43092119750304001
109 | head,far    | far.id_number=id:43092119750304001+43            | head.id_number= far.id_number=
110 | head,spouse | spouse.person_id=P1                              | spouse.person_id=P1 spouse.id_number=id:43092119750304001
110 | head,far    | far.person_id=P1 far.id_number=                  | far.id_number=
111 | head        | head.birth_date=1975-03-05                       | head.birth_date=1975-03-01
111 | head        | head.birth_date=1975-04-01                       | head.birth_date=
112 | head        | head.sex=female spouse.sex=                      | head.sex=
113 | child       | child.id_number= child.birth_date=2022-10-01     | child.id_number= child.birth_date=2022-09-30
114 | mother      | mother.id_number= mother.birth_date=1906-09-30   | mother.id_number= mother.birth_date=1906-10-01
115 | mother      | mother.id_number=id:43092119500203002+43         | mother.id_number=id:43092119500203002+43 mother.disability_kind=4
116 | mother      | mother.id_number=id:43092119500203002+43         | mother.id_number=id:43092119500203002+43 mother.disability_grade=3
121 | home        | home.phone=1370000000                            | home.phone=0737-5551234
122 | head        | head.phone=23700000001                           | head.phone=073755512345
123 | home,other  | home.phone=13700000002                           | home.phone=13700000009
124 | head,far    | head.phone=13700000002                           | spouse.phone=13700000001
201 | home,other  | other.household_id=H1                            | other.household_id=H4
202 | far         | far.household_id=H4                              | far.household_id=H4 -households
203 | wage        | wage.household_id=H4                             | wage.household_id=H2
204 | medical     | medical.household_id=H4                          | medical.household_id=H2
205 | flood       | flood.household_id=H4                            | flood.household_id=H2
206 | measure     | measure.household_id=H4                          | measure.household_id=H2
207 | medical     | medical.person_id=P9                             | medical.person_id=
207 | flood       | flood.person_id=P9                               | flood.person_id=P9 -persons
207 | measure     | measure.person_id=P9                             | measure.person_id=P2
208 | medical     | medical.person_id=P5                             | medical.person_id=P3
208 | flood       | flood.person_id=P5                               | flood.person_id=P1
208 | measure     | measure.person_id=P5                             | measure.person_id=P9
209 | other       | far.household_id=H1                              | -persons
211 | head,spouse | spouse.relation=head                             | spouse.relation=other
212 | home        | head.relation=child                              | head.relation=
213 | spouse,mother | mother.relation=spouse                         | mother.relation=parent
214 | spouse      | spouse.sex=male                                  | spouse.sex=male spouse.relation=sibling
214 | spouse      | head.sex=female                                  | head.sex=
215 | home        | home.head_name=石永天                            | home.head_name=石·永田
216 | child       | child.id_number= child.birth_date=1987-03-03     | child.id_number= child.birth_date=1987-03-04
216 | child       | child.relation=grandchild child.id_number= child.birth_date=1999-03-03 | child.relation=grandchild
217 | mother      | mother.id_number= mother.birth_date=1963-03-05   | mother.id_number= mother.birth_date=1963-03-04
217 | mother      | mother.relation=grandparent mother.id_number= mother.birth_date=1951-03-05 | mother.relation=grandparent
221 | home        | home.area_code=430921104                         | home.area_code=430921104201
222 | home        | home.area_code=480921104201 -areas               | home.area_code=430921104777 -areas
223 | home        | home.area_code=430921104777                      | home.area_code=430921104777 -areas
224 | township,village | township.area_code=430921104201             | township.area_code=430921105
225 | village     | village.level=township                           | village.level=
226 | child       | child.relation=head head.relation=parent         | child.relation=head head.relation=parent head.household_id=H4 spouse.household_id=H4 mother.household_id=H4
301 | calm        | calm.eliminated_on=2020-12-31                    | calm.eliminated_on=2021-01-01
302 | calm        | calm.eliminated_on=2021-06-30                    | calm.eliminated_on=2021-07-01
303 | home        | home.identified_on=2022-10-01                    | home.identified_on=2022-09-30
304 | calm        | calm.eliminated_on=2022-10-01                    | calm.eliminated_on=2022-09-30
305 | other       | other.risk_state=active                          | other.risk_state=
306 | home        | home.risk_state=none                             | home.risk_state=eliminated
307 | home        | home.identified_on=                              | home.identified_on= home.monitoring_type=none
307 | calm        | calm.identified_on=                              | calm.identified_on= -households.identified_on
308 | other       | other.identified_on=2022-01-01                   | other.identified_on=2022-01-01 other.monitoring_type=marginal
309 | home        | home.risk_state=eliminated                       | home.risk_state=eliminated home.eliminated_on=2022-09-01
309 | home        | home.risk_state=eliminated                       | home.risk_state=eliminated -calm
310 | home        | home.eliminated_on=2022-09-01                    | home.eliminated_on=2022-09-01 home.risk_state=eliminated
311 | calm,home   | calm.elimination_way= home.risk_state=eliminated other.elimination_way=natural | -households.elimination_way home.risk_state=eliminated
312 | home        | home.elimination_way=natural                     | home.elimination_way=natural home.risk_state=eliminated
313 | home        | home.origin=ordinary                             | home.origin=ordinary home.monitoring_type=sudden_hardship
314 | home        | home.monitoring_type=marginal                    | home.monitoring_type=marginal home.origin=ordinary
321 | calm        | calm.house_grade=C                               | home.house_grade=C
321 | calm        | calm.house_grade=D calm.other_safe_house=no      | calm.house_grade=D calm.other_safe_house=yes
322 | calm        | calm.water_safe=no                               | calm.water_safe=
323 | calm        | lin.medical_insured=no                           | head.medical_insured=no
324 | calm        | child.household_id=H3 child.in_school=no         | child.household_id=H3 child.in_school=no child.home_teaching=yes
325 | calm        | calm.no_labour=yes                               | home.no_labour=yes
331 | home        | home.water_quality_ok=no                         | home.water_quality_ok=yes
332 | home        | home.water_safe=no home.water_quantity_ok=yes home.water_quality_ok=yes home.water_access_ok=yes home.water_supply_ok=yes | home.water_safe=no home.water_quantity_ok=yes home.water_quality_ok=yes home.water_access_ok=yes
333 | home        | home.resettled=no home.resettlement_site=幸福里  | home.resettled=yes home.resettlement_site=幸福里
334 | home        | home.no_labour=yes                               | home.no_labour=yes head.labour=weak
335 | other       | far.labour=lost                                  | far.labour=weak
336 | home        | home.no_labour=yes                               | other.no_labour=yes
401 | child       | child.student_stage=preschool                    | child.student_stage=preschool child.id_number= child.birth_date=2015-10-01
402 | child       | child.id_number= child.birth_date=2016-10-01     | child.id_number= child.birth_date=2016-09-30
402 | child       | child.id_number= child.birth_date=2007-09-30     | child.id_number= child.birth_date=2007-10-01
403 | head        | head.student_stage=junior                        | child.student_stage=junior
404 | child       | child.student_stage=senior                       | child.student_stage=senior child.id_number= child.birth_date=2007-09-30
405 | child       | child.student_stage=vocational                   | child.student_stage=vocational child.id_number= child.birth_date=2001-10-01
406 | child       | child.student_stage=college                      | child.student_stage=college child.id_number= child.birth_date=2004-09-30
407 | child       | child.student_stage=university                   | child.student_stage=university child.id_number= child.birth_date=2004-09-30
408 | child       | child.student_stage=postgraduate                 | child.student_stage=postgraduate child.id_number= child.birth_date=2002-09-30
411 | child       | child.in_school=no                               | child.in_school=no child.student_stage=preschool
411 | child       | child.in_school=no                               | child.in_school=no child.home_teaching=yes
412 | head        | head.in_school=yes                               | head.in_school=
413 | child       | child.education=初中                             | child.education=小学
414 | head        | head.education=                                  | head.education= -persons.student_stage
415 | head        | head.education=小学 head.id_number= head.birth_date=2001-01-01 | head.education=初中 head.id_number= head.birth_date=2001-01-01
501 | head        | head.labour=lost                                 | head.labour=lost head.health=chronic
501 | head        | head.labour=none                                 | head.labour=none head.student_stage=
502 | child       | child.labour=weak                                | child.labour=weak child.id_number= child.birth_date=2006-09-30
503 | mother      | mother.labour=ordinary                           | mother.labour=weak
504 | child       | child.labour=weak                                | child.labour=weak child.student_stage=none
505 | head        | head.disability_grade=2                          | head.disability_grade=3
511 | head        | head.health=disabled                             | head.health=disabled head.disability_grade=
512 | head        | head.health=disabled head.disability_grade=      | head.health=disabled head.disability_grade= head.id_number=id:43092119750304001+43
512 | head        | head.health=disabled head.disability_grade=      | head.health=disabled -persons.disability_grade
513 | head        | head.disability_grade=4                          | head.disability_grade=4 head.health=disabled
514 | head        | head.disability_kind=4                           | head.disability_kind=4 head.disability_grade=3
515 | head        | head.disability_grade=4                          | head.disability_grade=4 head.disability_kind=
516 | head        | head.chronic_card=yes                            | head.chronic_card=yes head.health=chronic
601 | head        | head.work_months=0                               | head.work_months=1
602 | head        | head.work_months=                                | head.work_months= -persons.work_months
603 | far         | far.work_months=3                                | far.work_months=3 far.works=
604 | head        | head.monthly_wage=0                              | head.monthly_wage=
605 | far         | far.monthly_wage=800                             | far.monthly_wage=800 far.welfare_post=yes
606 | head        | head.monthly_wage=99.99                          | head.monthly_wage=100
606 | head        | head.monthly_wage=30000.01                       | head.monthly_wage=30000
607 | head        | head.monthly_wage=399.99                         | head.monthly_wage=400
608 | child       | child.works=yes                                  | child.works=yes child.id_number= child.birth_date=2006-09-30
609 | child       | child.works=yes                                  | child.works=yes child.student_stage=none
610 | mother      | mother.works=yes                                 | mother.works=yes mother.labour=weak
611 | far         | far.work_place=county                            | far.work_place=county far.works=
612 | mother      | mother.works=yes mother.id_number= mother.birth_date=1942-09-30 | mother.works=yes mother.id_number= mother.birth_date=1942-10-01
621 | far         | far.welfare_post=yes                             | far.welfare_post=yes far.welfare_post_months=4
622 | far         | far.welfare_post=yes far.welfare_post_months=    | far.welfare_post=yes far.welfare_post_months=2
623 | far         | far.welfare_post_months=4                        | far.welfare_post_months=4 far.welfare_post=
624 | mother      | mother.welfare_post=yes                          | mother.welfare_post=yes mother.id_number= mother.birth_date=1952-10-01
624 | child       | child.welfare_post=yes                           | child.welfare_post=yes child.id_number= child.birth_date=2006-09-30
625 | mother      | mother.welfare_post=yes                          | mother.welfare_post=yes mother.labour=weak
626 | head        | head.work_place=city head.work_months=10 head.welfare_post=yes head.welfare_post_months=3 | head.work_place=city head.work_months=10 head.welfare_post=yes head.welfare_post_months=2
701 | home        | home.subsistence_allowance=whole                 | home.subsistence_allowance=whole -persons.subsistence_allowance
702 | home        | home.subsistence_allowance=part                  | home.subsistence_allowance=part mother.subsistence_allowance=
703 | other       | other.subsistence_allowance=part far.subsistence_allowance=yes | home.subsistence_allowance=part mother.subsistence_allowance=yes
704 | home        | mother.subsistence_allowance=yes                 | mother.subsistence_allowance=yes home.subsistence_allowance=
705 | home        | mother.extreme_hardship=yes                      | mother.extreme_hardship=yes home.extreme_hardship=scattered
706 | home        | home.extreme_hardship=scattered                  | home.extreme_hardship=scattered mother.extreme_hardship=
707 | home        | home.extreme_hardship=scattered home.subsistence_allowance=whole | home.extreme_hardship=scattered home.subsistence_allowance=part
708 | home        | home.allowance_edge=yes home.subsistence_allowance=whole | home.allowance_edge=yes home.subsistence_allowance=part
711 | mother      | mother.subsistence_allowance=yes mother.extreme_hardship=yes | mother.extreme_hardship=yes
712 | head        | head.extreme_hardship=yes                        | head.extreme_hardship=yes head.health=serious
713 | head        | head.extreme_hardship=yes head.work_place=elsewhere | head.extreme_hardship=yes head.work_place=village
721 | head        | head.medical_insured=no                          | head.medical_insured=
722 | head        | head.serious_illness_insured=no                  | head.serious_illness_insured=no head.medical_insured=no
723 | child       | child.pension_insured=yes                        | child.pension_insured=yes child.id_number= child.birth_date=2006-09-30
801 | head        | head.work_months=13                              | head.work_months=12
801 | head        | head.disability_grade=-1                         | head.disability_grade=0
801 | wage        | wage.amount=100000000.01                         | wage.amount=100000000.00
801 | measure     | measure.amount=-0.01                             | measure.amount=0
802 | wage        | wage.period=2022年                               | wage.period=2021
802 | medical     | medical.period=22                                | medical.period=2021
803 | wage,cost   | cost.kind=wage cost.amount=15000.00              | cost.kind=wage cost.amount=15000.01
811 | far_wage    | far_wage.amount=900                              | far_wage.amount=900 far.works=
811 | wage        | head.works=no                                    | head.works=no mother.welfare_post=yes
811 | far_wage    | far_wage.amount=900                              | far_wage.amount=900 far_wage.period=2021
812 | wage        | wage.amount=99.99                                | wage.amount=100.00
821 | home        | wage.amount=0                                    | wage.amount=0 head.work_months=0
822 | home        | cost.amount=0                                    | cost.amount=0.01
823 | home        | wage.amount=391000.01                            | wage.amount=391000.00
824 | other       | far_goods.amount=4000                            | far_goods.amount=4000.01
825 | home        | home.subsistence_allowance=whole transfer.amount=0 | home.subsistence_allowance=none transfer.amount=0
826 | home        | business.amount=0                                | business.amount=0 measure.kind=health
827 | home        | wage.amount=0 measure.kind=employment            | wage.amount=0 measure.kind=health
831 | medical     | medical.insurance_payout=1200.01                 | medical.insurance_payout=1200.00
832 | home        | medical.amount=0                                 | medical.amount=0 mother.health=chronic
901 | flood       | flood.occurred_on=2022-10-01                     | flood.occurred_on=2022-09-30
911 | measure     | measure.ends_on=2022-06-19                       | measure.ends_on=2022-06-20
912 | measure     | measure.kind=safety_net                          | measure.kind=safety_net measure.development=no
913 | measure     | measure.development=no                           | measure.development=no measure.kind=health
914 | measure     | measure.kind=employment measure.household_id=H2  | measure.kind=employment measure.household_id=H2 measure.ends_on=2022-09-29
921 | home        | -measure                                         | -measure home.identified_on=2022-08-30
921 | home        | measure.ends_on=2022-05-31                       | -measures
922 | calm        | calm.elimination_way=by_help                     | home.elimination_way=by_help
923 | home        | measure.development=no                           | measure.development=no head.labour=weak
924 | home        | measure.kind=other                               | measure.kind=other home.monitoring_type=none
925 | home        | home.subsistence_allowance=part                  | home.subsistence_allowance=part measure.kind=safety_net
"""
DRAWN = [tuple(cell.strip() for cell in line.split("|")) for line in CASES.strip().splitlines()]
Place = tuple[str, int]


@pytest.fixture(scope="module")
def flagged() -> Callable[[str, str], list[Place]]:
    """Where the changes to a register are flagged by a code; registers of whole tables are checked as one."""
    whole = {changes for *_, wrong, right in DRAWN for changes in (wrong, right) if " -" not in f" {changes}"}
    copies = {changes: drawn.register(changes, copy) for copy, changes in enumerate(sorted(whole), start=1)}
    found = _by_copy(checks.check(drawn.together(list(copies.values())), on=drawn.ON), copies)

    def places(code: str, changes: str) -> list[Place]:
        if changes not in found:
            found[changes] = _places(checks.check(drawn.register(changes), on=drawn.ON))
        return found[changes][f"CHECK-{code}"]

    return places


def _places(flags: list[checks.Flag]) -> dict[str, list[Place]]:
    places = defaultdict(list)
    for flag in flags:
        places[flag.code].append((flag.table, flag.row))
    return places


def _by_copy(
    flags: list[checks.Flag], copies: dict[str, dict[str, pa.Table]]
) -> dict[str, dict[str, list[Place]]]:
    """The flags of many registers laid one after the other, each counted from its own first row."""
    starts = {
        table: list(accumulate((len(given[table]) for given in copies.values()), initial=0))
        for table in drawn.DRAWN
    }
    found = {changes: defaultdict(list) for changes in copies}
    for flag in flags:
        number = bisect_right(starts[flag.table], flag.row) - 1
        row = flag.row - starts[flag.table][number]
        found[list(copies)[number]][flag.code].append((flag.table, row))
    return found


@pytest.mark.parametrize(
    ("code", "names", "wrong", "right"), DRAWN, ids=[" ".join(case[:2]) for case in DRAWN]
)
def test_what_is_wrong_is_flagged_and_its_neighbour_is_not(flagged, code, names, wrong, right):
    expected = sorted((drawn.table_of(name), drawn.row_of(name)) for name in names.split(","))

    assert sorted(flagged(code, wrong)) == expected
    assert flagged(code, right) == []


def test_a_register_without_mistakes_has_no_flags():
    assert checks.check(drawn.register(), on=drawn.ON) == []


def test_every_check_has_a_case():
    assert {f"CHECK-{code}" for code, *_ in DRAWN} == {check.code for check in catalogue.CHECKS} - {
        "CHECK-210"
    }


def test_more_than_twenty_members_are_too_many():
    given = drawn.register()
    member = given["persons"].slice(3, 1)
    crowd = {**given, "persons": pa.concat_tables([given["persons"], *[member] * 17])}

    flagged = [flag.row for flag in checks.check(crowd, on=drawn.ON) if flag.code == "CHECK-210"]

    assert flagged == [drawn.row_of("home")]


def test_an_identity_in_two_households_names_both_places():
    flags = checks.check(drawn.register("far.id_number=id:43092119750304001"), on=drawn.ON)

    found = [(flag.row, flag.also) for flag in flags if flag.code == "CHECK-109"]

    assert found == [
        (drawn.row_of("head"), (drawn.row_of("far"),)),
        (drawn.row_of("far"), (drawn.row_of("head"),)),
    ]


def test_a_flag_shows_the_value_as_people_write_it():
    flags = checks.check(drawn.register("child.labour=weak child.works=yes wage.amount=99.99"), on=drawn.ON)

    shown = {flag.code: flag.value for flag in flags}

    assert shown["CHECK-502"] == "弱劳动力或半劳动力"
    assert shown["CHECK-608"] == "是"
    assert shown["CHECK-812"] == "99.99"


def test_one_wrong_digit_is_reported_once():
    flags = checks.check(drawn.register("head.id_number=430921197504040010"), on=drawn.ON)

    assert [flag.code for flag in flags] == ["CHECK-102"]


def test_members_alone_can_be_checked():
    given = {"persons": drawn.register("head.work_months=13")["persons"]}

    flags = checks.check(given)

    assert [flag.code for flag in flags] == ["CHECK-801"]


def test_nothing_given_is_nothing_wrong():
    assert checks.check({}) == []


def test_tables_of_no_rows_are_checked_without_a_flag():
    empty = {name: table.slice(0, 0) for name, table in drawn.register().items()}

    assert checks.check(empty, on=drawn.ON) == []


def test_columns_of_nothing_but_null_are_unknown():
    given = drawn.register()
    blank = {
        name: pa.table(
            {
                column: table.column(column) if column.endswith("_id") else pa.nulls(len(table))
                for column in table.column_names
            }
        )
        for name, table in given.items()
        if name in ("households", "persons")
    }

    assert checks.check(blank, on=drawn.ON) == []


class TestTheDayARegisterDescribes:
    def test_is_taken_from_its_incomes(self):
        """A pupil of 5 on 30 September 2022 may be 6 on the day of the export; one of 15 was too old already."""
        young = drawn.register("child.id_number= child.birth_date=2016-11-01")
        old = drawn.register("child.id_number= child.birth_date=2007-09-30")

        assert "CHECK-402" not in {flag.code for flag in checks.check(young)}
        assert "CHECK-402" in {flag.code for flag in checks.check(old)}

    def test_is_not_before_the_births_when_there_are_no_incomes(self):
        given = drawn.register("-incomes mother.student_stage=primary")

        flagged = [(flag.code, flag.row) for flag in checks.check(given) if flag.code == "CHECK-402"]

        assert flagged == [("CHECK-402", drawn.row_of("mother"))]

    def test_one_slip_in_a_year_does_not_move_it(self):
        given = drawn.register("-far_cost")
        slip = drawn.register("wage.period=2202")["incomes"].slice(0, 1)
        given["incomes"] = pa.concat_tables([*[given["incomes"]] * 2, slip])

        assert "CHECK-402" not in {flag.code for flag in checks.check(given)}

    def test_nobody_is_too_young_when_nothing_tells_of_it(self):
        given = drawn.register("-incomes child.student_stage=college")

        assert "CHECK-406" in {flag.code for flag in checks.check(given, on=date(2022, 9, 30))}
        assert "CHECK-406" not in {flag.code for flag in checks.check(given)}


def test_codes_kept_as_dictionaries_are_read_as_text():
    given = drawn.register("head.sex=female spouse.sex=")
    persons = given["persons"]
    place = persons.column_names.index("sex")
    given["persons"] = persons.set_column(place, "sex", persons.column("sex").dictionary_encode())

    flags = checks.check(given, on=drawn.ON)

    assert [(flag.code, flag.value) for flag in flags] == [("CHECK-112", "女")]
