"""The mistakes that are planted: each declared by the cell it spoils, whom it suits and what is written there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Literal

from shouwang.engine import identity
from shouwang.engine.county.mess.grid import Home, Row

Scope = Literal["cell", "row", "household"]


@dataclass(frozen=True)
class Formula:
    """A cell whose formula failed."""

    text: str = "=NA()"
    shown: str = "#N/A"


@dataclass(frozen=True)
class Mistake:
    """`suits` and `spoiled` get the household and the member, or the household's own row for its own cells.

    `scope` says where a report of it is right: at this very cell, in its row, in any row of the household.
    """

    kind: str
    target: str
    scope: Scope
    suits: Callable[[Home, Row], bool]
    spoiled: Callable[[Random, Home, Row], Any]


def known(name: str) -> Callable[[Home, Row], bool]:
    return lambda home, row: row[name] is not None


def always(home: Home, row: Row) -> bool:
    return True


def has_citizen_number(home: Home, member: Row) -> bool:
    return len(member["id_number"]) == 18


def has_card(home: Home, member: Row) -> bool:
    return len(member["id_number"]) == 20


def is_head(home: Home, member: Row) -> bool:
    return bool(member["relation"] == "head")


def is_companion(home: Home, member: Row) -> bool:
    return member is not home.members[0]


def is_head_in_company(home: Home, member: Row) -> bool:
    return is_head(home, member) and len(home.members) > 1


def could_pass_for_spouse(home: Home, member: Row) -> bool:
    """Of the head's sex, in a household without a spouse."""
    alone = all(other["relation"] != "spouse" for other in home.members)
    return alone and is_companion(home, member) and member["sex"] == home.members[0]["sex"]


def is_pupil(home: Home, member: Row) -> bool:
    return member["student_stage"] in ("primary", "junior")


def works(home: Home, member: Row) -> bool:
    return bool(member["works"])


def has_telephone(home: Home, row: Row) -> bool:
    return row["phone"] is not None


def failed_formula(rng: Random, home: Home, row: Row) -> Formula:
    return Formula()


def always_says(*words: str) -> Callable[[Random, Home, Row], Any]:
    return lambda rng, home, row: rng.choice(words)


def other_check(rng: Random, home: Home, member: Row) -> str:
    number = str(member["id_number"])
    return number[:17] + rng.choice([sign for sign in identity.CHECK_CHARACTERS if sign != number[17]])


def digit_missing(rng: Random, home: Home, member: Row) -> str:
    number, gap = str(member["id_number"]), rng.randrange(6, 14)
    return number[:gap] + number[gap + 1 :]


def as_number(rng: Random, home: Home, member: Row) -> float:
    """What a spreadsheet program makes of eighteen digits: the last three become zeros."""
    return float(int(str(member["id_number"])[:15]) * 1000)


def other_sex(rng: Random, home: Home, member: Row) -> str:
    return {"male": "女", "female": "男"}[str(member["sex"])]


def other_birth(rng: Random, home: Home, member: Row) -> str:
    born: date = member["birth_date"]
    return f"{born.year - 1 - rng.randrange(3)}-{born:%m}-{min(born.day, 28):02}"


def day_that_never_was(rng: Random, home: Home, member: Row) -> str:
    born: date = member["birth_date"]
    return rng.choice((f"{born.year}-13-{born:%d}", f"{born.year}年2月30日", f"{born.year}0931"))


def year_only(rng: Random, home: Home, member: Row) -> str:
    return str(member["birth_date"].year)


def before_identification(rng: Random, home: Home, row: Row) -> str:
    return str(row["identified_on"] - timedelta(days=rng.randrange(30, 300)))


def card_of_kind_nine(rng: Random, home: Home, member: Row) -> str:
    return f"{member['id_number'][:18]}9{member['id_number'][19]}"


def heads_number(rng: Random, home: Home, member: Row) -> str:
    return str(home.members[0]["id_number"])


def province_that_never_was(rng: Random, home: Home, row: Row) -> str:
    return f"99{row['area_code'][2:]}"


def code_too_short(rng: Random, home: Home, row: Row) -> str:
    return str(row["area_code"][:11])


def telephone_too_short(rng: Random, home: Home, row: Row) -> str:
    return str(row["phone"])[:10]


MISTAKES = (
    #       kind                     cell                          scope        whom it suits          what stands there
    Mistake("wrong_checksum",        "persons.id_number",          "cell",      has_citizen_number,    other_check),
    Mistake("digit_missing",         "persons.id_number",          "cell",      has_citizen_number,    digit_missing),
    Mistake("digits_lost",           "persons.id_number",          "cell",      has_citizen_number,    as_number),
    Mistake("wrong_card",            "persons.id_number",          "cell",      has_card,              card_of_kind_nine),
    Mistake("number_twice_at_home",  "persons.id_number",          "household", is_companion,          heads_number),
    Mistake("sex_mismatch",          "persons.sex",                "row",       has_citizen_number,    other_sex),
    Mistake("birth_mismatch",        "persons.birth_date",         "row",       has_citizen_number,    other_birth),
    Mistake("no_such_day",           "persons.birth_date",         "cell",      always,                day_that_never_was),
    Mistake("year_only",             "persons.birth_date",         "cell",      always,                year_only),
    Mistake("two_heads",             "persons.relation",           "household", is_companion,          always_says("户主")),
    Mistake("no_head",               "persons.relation",           "household", is_head_in_company,    always_says("其他")),
    Mistake("spouse_of_same_sex",    "persons.relation",           "household", could_pass_for_spouse, always_says("配偶")),
    Mistake("impossible_stage",      "persons.student_stage",      "row",       is_pupil,              always_says("本科", "研究生")),
    Mistake("pupil_at_work",         "persons.works",              "row",       is_pupil,              always_says("是")),
    Mistake("child_labour",          "persons.labour",             "row",       is_pupil,              always_says("普通劳动力")),
    Mistake("unknown_word",          "persons.health",             "cell",      always,                always_says("还行吧", "说不好")),
    Mistake("unknown_origin",        "households.origin",          "cell",      always,                always_says("待定", "低收入")),
    Mistake("unclear_answer",        "persons.medical_insured",    "cell",      always,                always_says("可能", "正在办理")),
    Mistake("thirteen_months",       "persons.work_months",        "row",       works,                 always_says("13", "15")),
    Mistake("wage_in_ten_thousands", "persons.monthly_wage",       "row",       works,                 always_says("0.45", "0.6")),
    Mistake("wage_in_words",         "persons.monthly_wage",       "cell",      works,                 always_says("三千多", "面议")),
    Mistake("grade_five",            "persons.disability_grade",   "row",       has_card,              always_says("5")),
    Mistake("failed_formula",        "persons.work_months",        "cell",      works,                 failed_formula),
    Mistake("bad_telephone",         "persons.phone",              "row",       has_telephone,         telephone_too_short),
    Mistake("no_such_province",      "households.area_code",       "household", always,                province_that_never_was),
    Mistake("area_code_too_short",   "households.area_code",       "household", always,                code_too_short),
    Mistake("solved_before_found",   "households.eliminated_on",   "household", known("eliminated_on"), before_identification),
    Mistake("negative_amount",       "incomes.wage",               "household", always,                always_says("-5000")),
    Mistake("absurd_amount",         "incomes.business",           "household", always,                always_says("360000000")),
    Mistake("amount_in_words",       "incomes.transfer",           "household", always,                always_says("三万左右")),
)  # fmt: skip
