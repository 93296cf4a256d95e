"""The description of the API as people read it: calls by what they are about, what goes in, what comes out.

All of it comes from the document that programs are served, besides its Chinese (assets/chinese.yaml) and the examples,
which are run by the tests (assets/examples.json, written by `make docs`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permission_labels import LABELS
from shouwang.office.api.interface import PROBLEMS, api
from shouwang.office.api.needs import NEEDS
from shouwang.office.kit import sayings

GROUPS: dict[str, Any] = {
    "me": _("令牌代表谁"),
    "areas": _("区划"),
    "tables": _("登记的各表"),
    "households": _("农户"),
    "runs": _("筛查"),
    "imports": _("数据和文件报送"),
}
"""By the tags of the document."""
COLOURS = {"get": "blue", "post": "green"}
DEEP = 2
"""Levels inside an object that are shown."""
ROWS = [frozenset(table.by_name) for table in TABLES.values()]
"""Told once for all calls."""
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One thing that goes in or comes out."""

    name: str
    kind: str
    about: Any
    choices: tuple[str, ...] = ()
    default: str = ""
    is_needed: bool = False
    is_row: bool = False
    """Of a canonical table."""
    depth: int = 0


@dataclass(frozen=True)
class Call:
    operation: str
    title: str
    method: str
    path: str
    about: list[Any]
    needs: list[Any]
    asked: list[tuple[Any, list[Part]]]
    """Where it stands – the address, the query, … –, and what."""
    code: str
    is_curl: bool
    status: str
    answer: str
    fields: list[Part]

    @property
    def colour(self) -> str:
        return COLOURS[self.method]


@cache
def document() -> Any:
    """As /api/v1/openapi.json."""
    return json.loads(json.dumps(api.get_openapi_schema()))


@cache
def examples() -> Any:
    return json.loads(_asset("examples.json"))


@cache
def chinese() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(_asset("chinese.yaml"))
    return found


def _asset(name: str) -> str:
    return resources.files("shouwang.office.api").joinpath("assets", name).read_text(encoding="utf-8")


def groups() -> list[dict[str, Any]]:
    """In the order of the examples, which is the one of docs/api.md."""
    found = {own["operationId"]: (path, how, own) for path, how, own in _operations()}
    calls = [(found[name], _call(name, *found[name])) for name in examples()["calls"]]
    return [
        {
            "name": tag,
            "label": label,
            "calls": [call for (_path, _how, own), call in calls if tag in own["tags"]],
        }
        for tag, label in GROUPS.items()
    ]


def _operations() -> Iterator[tuple[str, str, Schema]]:
    for path, calls in document()["paths"].items():
        for how, own in calls.items():
            yield path, how, own


def _call(name: str, path: str, how: str, own: Schema) -> Call:
    example = examples()["calls"][name]
    status, answer = next((code, said) for code, said in own["responses"].items() if code < "300")
    schema = answer["content"]["application/json"]["schema"]
    return Call(
        operation=name,
        title=example["title"][sayings.lang()],
        method=how,
        path=path,
        about=prose(own.get("description", "")),
        needs=[{"label": LABELS[one], "name": one.value} for one in NEEDS[name]],
        asked=list(_asked(own)),
        code=example["code"],
        is_curl=example["code"].startswith("curl"),
        status=status,
        answer=example["answer"],
        fields=list(parts(schema)),
    )


PLACES = {"path": _("地址里"), "query": _("查询参数"), "header": _("请求头")}


def _asked(own: Schema) -> Iterator[tuple[Any, list[Part]]]:
    for place, label in PLACES.items():
        found = [one for one in own.get("parameters", ()) if one["in"] == place]
        if found:
            yield label, [_part(one["name"], _of_parameter(one), needed=one.get("required")) for one in found]
    for kind, said in own.get("requestBody", {}).get("content", {}).items():
        yield _("请求体（%s）") % kind, list(parts(said["schema"]))


def _of_parameter(one: Schema) -> Schema:
    return {**one["schema"], "description": one.get("description", "")}


def parts(schema: Schema, depth: int = 0) -> Iterator[Part]:
    """What an object holds, with what is inside it after it."""
    inner = _inside(schema)
    names = inner.get("properties", {})
    if depth > DEEP or frozenset(names) in ROWS:
        return
    for name, own in names.items():
        yield _part(name, own, needed=name in inner.get("required", ()), depth=depth)
        yield from parts(own, depth + 1)


def _part(name: str, schema: Schema, *, needed: bool, depth: int = 0) -> Part:
    bare, default = _bare(schema), schema.get("default")
    told = schema.get("description") or bare.get("description", "")
    return Part(
        name=name,
        kind=_kind(schema),
        about=prose(told),
        choices=tuple(str(one) for one in bare.get("enum", ()) if one not in ("", None)),
        default="" if default in (None, "", [], {}) else json.dumps(default, ensure_ascii=False),
        is_needed=needed,
        is_row=frozenset(_inside(schema).get("properties", ())) in ROWS,
        depth=depth,
    )


def _inside(schema: Schema) -> Schema:
    """Of a list what stands in it."""
    bare = _bare(schema)
    return _inside(bare["items"]) if bare.get("type") == "array" else bare


def _bare(schema: Schema) -> Schema:
    """What a name stands for; of what may be null, the rest."""
    if "$ref" in schema:
        return _bare(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _bare(next(one for one in schema["anyOf"] if one.get("type") != "null"))
    return schema


def _kind(schema: Schema) -> str:
    bare = _bare(schema)
    kinds = bare.get("type", "string")
    listed = kinds if isinstance(kinds, list) else [kinds]
    (plain,) = [one for one in listed if one != "null"][:1]
    said = {"date": "date", "date-time": "date-time"}.get(bare.get("format", ""), plain)
    if plain == "array":
        said = f"[{_kind(bare['items'])}]"
    is_open = (
        "null" in listed
        or None in bare.get("enum", ())
        or any(one.get("type") == "null" for one in schema.get("anyOf", ()))
    )
    return f"{said} | null" if is_open else said


def problems() -> list[dict[str, Any]]:
    return [{"status": status, "about": prose(about)} for status, about in PROBLEMS.items()]


def prose(text: str) -> list[Any]:
    """Paragraphs in the reader's language; what stands between backticks is code."""
    found = (" ".join(line.strip() for line in one.split("\n")) for one in text.split("\n\n") if one.strip())
    return [_marked(said(one)) for one in found]


def said(text: str) -> str:
    return chinese().get(text, text) if sayings.lang() == "zh" else text


def _marked(text: str) -> Any:
    pieces = text.replace("**", "").split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", one) if at % 2 else one,) for at, one in enumerate(pieces))
    )


def first(address: str) -> str:
    """What stands before every example, for this office."""
    text: str = examples()["first"]
    return text.replace(examples()["office"], address)
