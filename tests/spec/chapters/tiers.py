"""Rules that fire, rules that are unknown, and the tier that follows."""

from tests.spec.case import Chapter, Findings, Population

UNSAFE = {"unsafe": 'house_grade in ("C", "D")', "dry": "not water_safe"}
GRADES = """
    household_id | house_grade | water_safe
    1            | C           | true
    2            | A           | false
    3            | A           | true
    4            |             | false
    5            |             | true
    6            | A           |
    7            |             |
"""

CHAPTER = Chapter(
    en="Rules and tiers",
    zh="规则与分级",
    text_en="""
        A rule fires when its condition is true. When it is unknown it does not fire and does not vanish: it is listed among `unknown_rules`, and `missing`
        names the columns that would settle it. Tiers are tried in their order, and the first whose condition is true gives the tier – but when
        an earlier condition is unknown, a better-informed look might have stopped there, and the tier is `unknown`, unless that condition names
        the same tier. `tier_at_least` takes everything unknown as not holding. Only tiers may ask for rules; a dash of a rule's id
        becomes an underscore there.
    """,
    text_zh="""
        条件为是，规则触发。条件未知，规则不触发也不消失：列入 `unknown_rules`，`missing` 写出补上哪些列就能判定。
        分级按顺序逐级看，第一个条件为是的就是该户的级别；但前面若有条件未知，补全后也许就停在那里，所以级别为 `unknown`，除非那一级正是同一级。
        `tier_at_least` 把未知的都当作不成立。只有分级可以引用规则；规则编号中的短横线在那里写成下划线。
    """,
    parts=(
        Findings(
            en="An unknown condition before the tier found makes the tier unknown.",
            zh="所定级别之前有条件未知，级别即未知。",
            population=Population(households=GRADES),
            rules=UNSAFE,
            tiers=(("red", "rule.unsafe"), ("yellow", "rule.dry"), ("none", None)),
            found="""
                household | tier    | tier_at_least | rules  | unknown_rules | missing
                1         | red     | red           | unsafe |               |
                2         | yellow  | yellow        | dry    |               |
                3         | none    | none          |        |               |
                4         | unknown | yellow        | dry    | unsafe        | households.house_grade
                5         | unknown | none          |        | unsafe        | households.house_grade
                6         | unknown | none          |        | dry           | households.water_safe
                7         | unknown | none          |        | unsafe dry    | households.house_grade households.water_safe
            """,
        ),
        Findings(
            en="Two conditions may lead to the same tier: then the unknown one does not matter.",
            zh="两个条件通向同一级：未知的那个就不要紧。",
            population=Population(households=GRADES),
            rules=UNSAFE,
            tiers=(("red", "rule.unsafe"), ("red", "rule.dry"), ("none", None)),
            found="""
                household | tier    | tier_at_least | unknown_rules
                1         | red     | red           |
                2         | red     | red           |
                3         | none    | none          |
                4         | red     | red           | unsafe
                5         | unknown | none          | unsafe
                6         | unknown | none          | dry
                7         | unknown | none          | unsafe dry
            """,
        ),
        Findings(
            en="A tier that has been found hides the conditions after it; what they lack is not missing.",
            zh="定了级，后面的条件就不再看；它们缺的列不算缺。",
            population=Population(
                households="""
                    household_id | origin   | food_ok
                    1            | lifted   |
                    2            | ordinary |
                    3            |          | false
                """
            ),
            rules={"hungry": "origin != 'lifted' and not food_ok"},
            tiers=(("green", "origin == 'lifted'"), ("red", "not food_ok"), ("none", None)),
            found="""
                household | tier    | tier_at_least | rules | unknown_rules | missing
                1         | green   | green         |       |               |
                2         | unknown | none          |       | hungry        | households.food_ok
                3         | unknown | red           |       | hungry        | households.origin
            """,
        ),
        Findings(
            en="For `tier_at_least` an unknown rule counts as one that did not fire, also under `not`.",
            zh="算 `tier_at_least` 时，未知的规则当作没有触发，`not` 之下也一样。",
            population=Population(
                households="""
                    household_id | water_safe
                    1            |
                    2            | true
                """
            ),
            rules={"no-water": "not water_safe"},
            tiers=(("calm", "not rule.no_water"), ("rest", None)),
            found="""
                household | tier    | tier_at_least | unknown_rules | missing
                1         | unknown | calm          | no-water      | households.water_safe
                2         | calm    | calm          |               |
            """,
        ),
    ),
)
