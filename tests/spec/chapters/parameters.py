"""Values by date."""

from datetime import date

from tests.spec.case import Case, Chapter, Population

LINES = {"line": {"2021-01-01": "6000", "2022-01-01": "6900"}}


def line_on(day: date, value: str, en: str, zh: str) -> Case:
    return Case(
        en=en,
        zh=zh,
        population=Population(households="1", on=day),
        parameters=LINES,
        asked=(("parameter.line", value), (f"parameter.line == {value}", "true")),
    )


CHAPTER = Chapter(
    en="Parameters",
    zh="参数",
    text_en="""
        `parameter.x` is the value in force on the reference date: the last one whose date is not after it. In these cases `line` is
        6,000 from 2021-01-01 and 6,900 from 2022-01-01. `--as-if` before the first value takes the first.
    """,
    text_zh="""
        `parameter.x` 是基准日当天有效的值：起始日不晚于基准日的最后一个。以下各例中，`line` 自 2021-01-01 起为 6000，自 2022-01-01 起为 6900。
        用 `--as-if` 套用到最早一个值之前，取最早的值。
    """,
    parts=(
        line_on(date(2021, 12, 31), "6000", "The last day of the old value.", "旧值的最后一天。"),
        line_on(date(2022, 1, 1), "6900", "The first day of the new value.", "新值的第一天。"),
        line_on(date(2020, 12, 31), "6000", "As if: before the first value.", "套用：在最早的值之前。"),
    ),
)
