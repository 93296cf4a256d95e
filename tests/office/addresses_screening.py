"""Who finds what at the addresses of screening: rows of `addresses.py`."""

import json
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.audience import AREA, ASK, SCREEN, VIEW, WHOLE, area, day, home, of
from tests.office.rows import Made, button, form, get
from tests.office.world import World

from shouwang.office.registry.forms.facts import Facts
from shouwang.office.registry.models import Household
from shouwang.office.screening.completion import amounts
from shouwang.office.screening.completion.amounts import Yearly
from shouwang.office.screening.models import Run
from shouwang.office.screening.places import outlines
from shouwang.office.screening.running import regular

TAKEN = {"on": "2026-01-01", "by": "小满", "reason": "日期选错了"}


def _asked(area: str) -> Made:
    return lambda world: {
        "area_code": area,
        "pack": screened.PACK,
        "on": screened.WITHIN.isoformat(),
        "active": "on",
        # The pack's time is over.
        "as_if": "on",
    }


def _taken_out(client: Any, world: World) -> None:
    Run.objects.filter(pk=world.run.pk).update(
        is_standing=False, summary={**world.run.summary, regular.KEY: TAKEN}
    )


def _known_last_year(client: Any, world: World) -> None:
    Household._base_manager.update(since=date(2025, 6, 1))


def _filled(world: World) -> dict[str, Any]:
    home = world.home
    return {f"seen-{home.pk}": home.version, f"cell-{home.pk}": "true", "on": day(world)}


def _in_an_early_year(client: Any, world: World) -> None:
    """Of which nobody wrote a line of incomes or expenses."""
    Run.objects.update(period="2019")


def _whole(yearly: Yearly) -> Made:
    """A line of a household's amounts."""

    def made(world: World) -> dict[str, Any]:
        home = world.home
        line = {f"cell-{home.pk}-{cell}": "100" for cell in yearly.cells()}
        return {f"seen-{home.pk}": home.version, **line}

    return made


def _returned(world: World) -> dict[str, Any]:
    """What the preview of a workbook sends when somebody confirms it."""
    table, _dot, column = screened.LACKING.partition(".")
    answers = [[table, world.home.household_id, column, "true", world.home.version]]
    return {"answers": json.dumps(answers), "on": day(world)}


SCREENING = [
    *get("screening:now", VIEW, shows=(w.HEAD,), beside=200),
    *get("screening:runs", VIEW, shows=("青树嘴",), beside=200),
    *form("screening:run-new", SCREEN, _asked(people.VILLAGE), beside=422),
    *get("screening:run", VIEW, at=of("run"), shows=("应纳入",), around="bangren"),
    *get("screening:run", VIEW, at=of("county_run"), shows=("应纳入",), around="laobai duiyou bangren lvzhuan lvling",
         case="county"),
    *get("screening:run", WHOLE, at=of("waiting_run"), case="waiting"),
    *button("screening:run-again", SCREEN, at=of("run")),
    *form("screening:run-take-out", SCREEN, lambda world: {"reason": "日期选错了"}, at=of("run")),
    *form("screening:run-put-back", SCREEN, lambda world: {"reason": "核对无误"}, at=of("run"), first=_taken_out),
    *form("screening:run-base", SCREEN, lambda world: {}, at=of("run"), first=_known_last_year),
    *get("screening:findings", VIEW, at=of("run"), shows=(w.HEAD,), around="bangren"),
    # The archive is not there: the page says so.
    *get("screening:whatif", SCREEN, at=of("run"), shows=("文件已经不在了",), gives=409),
    *get("screening:differences", VIEW, shows=("青树嘴",), beside=200),
    *get("screening:packs", VIEW, shows=("施行期",), beside=200),
    *get("screening:pack", VIEW, at=lambda world: {"name": screened.PACK}, shows=("依据",), beside=200),
    *get("screening:run-pack", VIEW, at=of("run"), shows=("依据",), around="bangren"),
    *form("screening:plan", SCREEN, _asked(people.TOWNSHIP), beside=422),
    *get("screening:complete", ASK, beside=200),
    *get("screening:clue-list", VIEW, query="since=2000-01-01&until=2999-12-31", shows=(w.HEAD,), beside=200),
    *get("screening:progress", ASK, query="state=waiting", shows=(w.HEAD,), beside=200),
    *button("screening:hand-out", "achun xiaoman linjie laohe", sends=lambda world: {"area": people.VILLAGE},
            refused="bangfu duiyuan", beside=302),
    *form("screening:return", ASK, _returned, beside=409),
    *form("screening:complete-column", ASK, _filled, at=lambda world: {"column": screened.LACKING},
          shows=(w.HEAD,), beside=409),
    *form("screening:complete-incomes", ASK, _whole(amounts.INCOMES), first=_in_an_early_year, beside=409),
    *form("screening:complete-expenses", ASK, _whole(amounts.EXPENSES), first=_in_an_early_year, beside=409),
]  # fmt: skip


def _corrected(record: str) -> Made:
    """The form that corrects a record, as a browser sends it."""

    def made(world: World) -> dict[str, Any]:
        form = Facts(getattr(world, record), world.today, initial={"seen": 1, "on": world.today})
        held = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None else str(value) for name, value in held.items()}

    return made


REASONS = [
    *get("screening:reasons", VIEW, at=home, shows=(w.HEAD, "风险和理由", "历次分级")),
    *get("screening:reasons", WHOLE, at=lambda world: {"household_id": world.alone.household_id}, case="unlinked"),
    *get("screening:reasons", VIEW, at=home, query="print", shows=("打印人",), case="on-paper"),
    *get("screening:reasons-part", VIEW, at=home, shows=("风险和理由",)),
    *button("screening:check", ASK, at=home, sends=_corrected("home"), gives=200, shows=("保存后",), quiet=True),
    *button("screening:check", ASK, at=home, sends=_corrected("child"), query="person=QS", gives=404, quiet=True,
            case="nobody"),
]  # fmt: skip


def _a_month_ago(client: Any, world: World) -> None:
    screened.run(people.COUNTY, world.cast.linjie, world.today - timedelta(days=90))


def _shape(world: World) -> dict[str, Any]:
    ring = [[112.0, 29.0], [112.1, 29.0], [112.1, 29.1], [112.0, 29.0]]
    feature = {
        "type": "Feature",
        "properties": {"code": people.VILLAGE},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return {"file": SimpleUploadedFile("边界.geojson", text.encode())}


def _outlined(client: Any, world: World) -> None:
    outlines.load(_shape(world)["file"], by=world.cast.linjie)


SITUATION = [
    *get("screening:situation", VIEW, gives=302, beside=302),
    *get("screening:area", WHOLE, at=area(people.VILLAGE), shows=("应纳入",)),
    *get("screening:area", "xiaoman luozhen linjie laohe yibao ducha", at=area(people.TOWNSHIP), shows=("青山村",),
         case="township"),
    *get("screening:area", WHOLE, at=area(people.VILLAGE), query="publish=1", case="published"),
    *get("screening:area", WHOLE, at=area(people.VILLAGE), query="on=2020-01-01", case="before-any-run"),
    *get("screening:incomes", WHOLE, at=area(people.VILLAGE)),
    *get("screening:groups", WHOLE, at=area(people.VILLAGE), shows=("档外五类",)),
    *get("screening:groups", "linjie laohe yibao ducha", at=area(people.COUNTY), query="level=village", case="county"),
    *get("screening:clues", WHOLE, at=area(people.VILLAGE), shows=("群众反映",)),
    *get("screening:keylists", WHOLE, at=area(people.VILLAGE), shows=("重点名单",)),
    *get("screening:keyareas", WHOLE, at=area(people.VILLAGE), shows=(w.STRUCK,)),
    *get("screening:summary", WHOLE, at=area(people.VILLAGE), shows=("情况汇总表",)),
    *get("screening:outcomes", WHOLE, at=area(people.VILLAGE), shows=("还没有更早的日常筛查",)),
    *get("screening:outcomes", "linjie laohe yibao ducha", at=area(people.COUNTY), first=_a_month_ago,
         shows=("文件已经不在了",), case="county"),
    *get("screening:outcome-list", "linjie laohe yibao ducha", at=area(people.COUNTY), first=_a_month_ago,
         shows=("文件已经不在了",), gives=409),
    # The archive is not there: the page says so.
    *get("screening:roll", WHOLE, at=area(people.VILLAGE), query="of=group&key=any", shows=("文件已经不在了",), gives=409),
    *get("screening:roll", WHOLE, at=area(people.VILLAGE), query="of=tier&key=unknown&rows=persons",
         shows=("文件已经不在了",), gives=409, case="persons"),
    *get("screening:roll", WHOLE, at=area(people.VILLAGE), query="of=assisted&key=yes&rows=measures",
         shows=("文件已经不在了",), gives=409, case="measures"),
    *form("screening:outlines", AREA, _shape, beside=409),
    *form("screening:outlines-remove", AREA, lambda world: {"area": people.VILLAGE}, first=_outlined, beside=422),
]  # fmt: skip
