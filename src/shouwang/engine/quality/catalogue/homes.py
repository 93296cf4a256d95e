"""What belongs together: households, their members and heads, areas, references between tables."""

from shouwang.engine.quality.catalogue.identity import PROVINCES
from shouwang.engine.quality.declare import Check, Subject, error, info, warning

LABELS = {
    "incomes": ("收入", "The income"),
    "expenses": ("支出", "The expense"),
    "events": ("事件", "The event"),
    "measures": ("帮扶措施", "The assistance measure"),
}


def _references() -> tuple[Check, ...]:
    """Rows of the other tables that speak of somebody who is not there."""
    homeless = (
        error(
            202 + number,
            f"{table}.household_id",
            "NOT home_known",
            f"{label}所属的户编码在农户表中不存在；请更正户编码，或补录该户。",
            f"{english}'s household code is not among the households; "
            "please correct the code or enter the household.",
        )
        for number, (table, (label, english)) in enumerate(
            {"persons": ("成员", "The member"), **LABELS}.items()
        )
    )
    strangers = (
        # Only a warning: an event may be about a member who has died or left since.
        warning(
            207,
            f"{table}.person_id",
            "NOT person_known",
            f"{LABELS[table][0]}所写的人员编码在家庭成员表中不存在；请更正人员编码，已减员的请注明。",
            f"{LABELS[table][1]} names a person code that is not among the members; "
            "please correct the code, or note that the person has left.",
        )
        for table in ("expenses", "events", "measures")
    )
    moved = (
        warning(
            208,
            f"{table}.person_id",
            "person_household <> household_id",
            f"{LABELS[table][0]}所写的人属于另一户；请更正户编码或人员编码。",
            f"{LABELS[table][1]} names a person of another household; please correct the household or person code.",
        )
        for table in ("expenses", "events", "measures")
    )
    return (*homeless, *strangers, *moved)


HOMES = Subject(
    "农户与成员",
    (
        error(
            201,
            "households.household_id",
            "household_rows IS NOT NULL",
            "户编码重复（另见{also}）；请合并重复的户，或更正编码。",
            "The household code is used more than once (see also {also}); please merge the households or "
            "correct the code.",
            also="household_rows",
        ),
        *_references(),
        error(
            209,
            "households.household_id",
            "home_people = 0",
            "该户没有任何家庭成员；请补录成员，已销户的请删去。",
            "The household has no member; please enter its members, or delete the household if it no "
            "longer exists.",
        ),
        warning(
            210,
            "households.household_id",
            "home_people > 20",
            "该户成员超过 20 人，可能是几户合在一起；请核实户编码。",
            "The household has more than 20 members, perhaps several households in one; please check the "
            "household code.",
        ),
        warning(
            211,
            "persons.relation",
            "relation = 'head' AND home_heads > 1",
            "一户有两个以上户主（另见{also}）；请只保留一人为户主，改正其他人的关系。",
            "The household has more than one head (see also {also}); please keep one person as head and "
            "correct the relation of the others.",
            campaign="3_02_011 3_11_002",
            also="home_head_rows",
        ),
        warning(
            212,
            "households.household_id",
            "home_people > 0 AND home_heads = 0 AND home_relations_unknown = 0",
            "该户成员中没有户主；请确定一人为户主，并改正其他人的关系。",
            "None of the household's members is its head; please make one person the head and correct the"
            " relation of the others.",
            campaign="3_02_012 3_11_001",
        ),
        warning(
            213,
            "persons.relation",
            "relation = 'spouse' AND home_spouses > 1",
            "一户有两个以上成员填为户主配偶（另见{also}）；请改正其中的关系。",
            "More than one member is entered as spouse of the head (see also {also}); please correct the "
            "relation.",
            also="home_spouse_rows",
        ),
        warning(
            214,
            "persons.sex",
            "relation = 'spouse' AND home_heads = 1 AND sex = home_head_sex",
            "配偶与户主（见{also}）性别相同；请更正性别或与户主关系。",
            "The spouse has the same sex as the head (see {also}); please correct the sex or the relation.",
            campaign="2_02_001 2_11_003",
            also="home_head_rows",
        ),
        warning(
            215,
            "households.head_name",
            "home_heads = 1 AND plain_name(head_name) <> plain_name(home_head_name)",
            "户主姓名与成员中户主的姓名不同；请更正姓名或变更户主。",
            "The name of the head differs from that of the member who is the head; please correct the "
            "name or change the head.",
        ),
        warning(
            216,
            "persons.relation",
            "home_heads = 1 AND born < home_head_born + CASE relation"
            " WHEN 'child' THEN INTERVAL 12 YEAR WHEN 'grandchild' THEN INTERVAL 24 YEAR END",
            "子女应至少比户主（见{also}）小 12 岁，孙辈至少小 24 岁；请核对出生日期和与户主关系。",
            "A child should be at least 12 years younger than the head (see {also}), a grandchild at "
            "least 24; please check the date of birth and the relation.",
            also="home_head_rows",
        ),
        warning(
            217,
            "persons.relation",
            "home_heads = 1 AND born > home_head_born - CASE relation"
            " WHEN 'parent' THEN INTERVAL 12 YEAR WHEN 'grandparent' THEN INTERVAL 24 YEAR END",
            "父母应至少比户主（见{also}）大 12 岁，祖父母至少大 24 岁；请核对出生日期和与户主关系。",
            "A parent should be at least 12 years older than the head (see {also}), a grandparent at "
            "least 24; please check the date of birth and the relation.",
            also="home_head_rows",
        ),
        error(
            221,
            "households.area_code",
            "NOT regexp_full_match(area_code, '[0-9]{12}')",
            "行政村代码不是 12 位数字；请填写省、市、县、乡、村完整的区划代码。",
            "The village code does not have 12 digits; please enter the full area code of province, city,"
            " county, township and village.",
        ),
        error(
            222,
            "households.area_code",
            f"regexp_full_match(area_code, '[0-9]{{12}}') AND left(area_code, 2) NOT IN {PROVINCES}",
            "行政村代码前两位不是任何省份的代码；请更正。",
            "The first two digits of the village code are the code of no province; please correct it.",
        ),
        error(
            223,
            "households.area_code",
            "NOT area_known",
            "行政村代码不在行政区划表中；请更正代码，或在区划表中补上该村。",
            "The village code is not in the list of areas; please correct it, or add the village to the "
            "list.",
        ),
        error(
            224,
            "areas.area_code",
            "area_rows IS NOT NULL",
            "区划代码重复（另见{also}）；请删去重复的一行，或更正代码。",
            "The area code is used more than once (see also {also}); please delete the repeated row or "
            "correct the code.",
            also="area_rows",
        ),
        warning(
            225,
            "areas.level",
            "length(area_code) <> CASE level WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6"
            " WHEN 'township' THEN 9 WHEN 'village' THEN 12 END",
            "区划代码的位数与级别不符（省 2、市 4、县 6、乡 9、村 12 位）；请更正其中之一。",
            "The number of digits does not fit the level (province 2, city 4, county 6, township 9, "
            "village 12); please correct one of them.",
        ),
        info(
            226,
            "persons.relation",
            "relation = 'head' AND age_at_most < 16 AND home_adults > 0",
            "户主未满 16 岁而户内有成年人；请核实户主。",
            "The head is younger than 16 although adults live in the household; please check who the head"
            " is.",
        ),
    ),
)
