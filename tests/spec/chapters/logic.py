"""And, or, not with three values."""

from tests.spec.case import Case, Chapter, Population

CHAPTER = Chapter(
    en="Logic with unknown",
    zh="含有未知的逻辑",
    text_en="""
        `and`, `or` and `not` know three values, as SQL does (Kleene): one false settles an `and`, one true settles an `or`,
        whatever the rest is; without that, one unknown makes the whole unknown.
    """,
    text_zh="""
        `and`、`or`、`not` 有三个值，与 SQL 相同（克林逻辑）：`and` 中有一个为否即为否，`or` 中有一个为是即为是，不论其余；
        否则，有一个未知，整个就未知。
    """,
    parts=(
        Case(
            en="All nine pairs.",
            zh="九种组合。",
            population=Population(
                households="""
                    household_id | food_ok | water_safe
                    1            | true    | true
                    2            | true    | false
                    3            | true    |
                    4            | false   | true
                    5            | false   | false
                    6            | false   |
                    7            |         | true
                    8            |         | false
                    9            |         |
                """
            ),
            asked=(
                (
                    "food_ok and water_safe",
                    "true | false | unknown | false | false | false | unknown | false | unknown",
                ),
                (
                    "food_ok or water_safe",
                    "true | true | true | true | false | unknown | true | unknown | unknown",
                ),
                (
                    "not food_ok",
                    "false | false | false | true | true | true | unknown | unknown | unknown",
                ),
                (
                    "not (food_ok and water_safe)",
                    "false | true | unknown | true | true | true | unknown | true | unknown",
                ),
                (
                    "not food_ok or not water_safe",
                    "false | true | unknown | true | true | true | unknown | true | unknown",
                ),
            ),
        ),
        Case(
            en="`and` binds before `or`, `not` before both.",
            zh="`not` 先于 `and`，`and` 先于 `or`。",
            population=Population(
                households="""
                    household_id | food_ok | water_safe | clothing_ok
                    1            | true    | false      | false
                    2            | false   | true       | true
                """
            ),
            asked=(
                ("food_ok or water_safe and clothing_ok", "true | true"),
                ("(food_ok or water_safe) and clothing_ok", "false | true"),
                ("not food_ok or water_safe", "false | true"),
                ("not (food_ok or water_safe)", "false | false"),
            ),
        ),
    ),
)
