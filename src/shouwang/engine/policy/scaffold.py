"""A county's own pack: it extends another and leaves one thing to fill in – its lines, with their source."""

import json
from datetime import date
from pathlib import Path

import yaml

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.policy.model import Pack, Parameter

PACK = """\
id: {id}
title: （请写本地政策包的名称）
area: "{area}"            # 区划代码前缀，例如 6 位县码
in_force: {{from: {start}, to: {end}}}
accounting_year_end: "{year_end}"
extends: {base}
authority: （请写发文单位）
language: zh-CN
"""
SOURCES = """\
# 本地公布监测线的文件。没有依据的数值不能生效。
D1:
  title: （请写文件名称）
  number: （请写文号）
  issuer: （请写发文单位）
  date: {start}
"""
PARAMETERS = """\
# 从“{title}”继承而来的参数，请逐项填上本地公布的数值；与原值相同的整项删去即可。
{entries}"""
PARAMETER = """\
{name}:
  unit: {unit}
  label: {label}
  label_en: {label_en}
  values:
    - from: {start}
      value:               # 请填数值（{base} 为 {value}）
      source: {{document: D1, article: （请写条款）}}
"""


def write(folder: Path, base: Pack, start: date) -> None:
    """Writes the scaffold of a pack into an empty directory; it says by itself what is still to be filled in."""
    if not base.parameters:
        raise Refused(
            sentence("政策包“{pack}”没有参数，新建的政策包没有要填的数", pack=base.id),
            "请改用写有监测线的政策包，见 shouwang pack list",
        )
    head = {
        "id": folder.name,
        "area": base.area,
        "start": start,
        # Lines are published by the year: next year's pack should not come into force by itself.
        "end": date(start.year, 12, 31),
        "base": base.id,
        "year_end": f"{base.accounting_year.month:02d}-{base.accounting_year.day:02d}",
    }
    entries = "".join(parameter(each, base, start) for each in base.parameters.values())
    (folder / "pack.yaml").write_text(PACK.format(**head), encoding="utf-8")
    (folder / "sources.yaml").write_text(SOURCES.format(start=start), encoding="utf-8")
    (folder / "parameters.yaml").write_text(
        PARAMETERS.format(title=base.title, entries=entries), encoding="utf-8"
    )


def scalar(text: str) -> str:
    """A text as YAML, in quotation marks where it would be read as something else: 线: 元."""
    try:
        plain = yaml.safe_load(f"label: {text}") == {"label": text}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)


def parameter(each: Parameter, base: Pack, start: date) -> str:
    return PARAMETER.format(
        name=each.name,
        unit=each.unit,
        label=scalar(each.label),
        label_en=scalar(each.label_en),
        start=start,
        base=base.id,
        value=f"{each.nearest(start).value:f}",
    )
