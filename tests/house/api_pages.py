"""docs/api.md in both languages, and docs/openapi.json: the prose of api.md beside this file, around what the code declares."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.office.api import running
from tests.office.api.calls import BY_NAME, CALLS, described, description, operations
from tests.office.api.examples import EXAMPLES, FIRST, OFFICE, RECEIVED, RULES, Example
from tests.office.api.recording import kept

from shouwang.office.accounts.permissions import FOR_PROGRAMS
from shouwang.office.api.interface import PROBLEMS
from shouwang.office.api.kinds import KINDS, Kind

HERE = Path(__file__).parent
SHIPPED = "../src/shouwang/office/api/assets/examples.json"
ENTRY = SimpleNamespace(ident="5", day=None)
DETAIL = {"tier": ("", ""), "run": 5}


@dataclass(frozen=True)
class Say:
    is_english: bool
    permissions: tuple[str, str]
    kinds: tuple[str, str]
    problems: tuple[str, str]
    needs: str
    query: str
    parts: dict[str, str]

    def of(self, en: str, zh: str) -> str:
        return en if self.is_english else zh


ENGLISH = Say(
    True,
    ("permission", "needed for"),
    ("event", "`data`, besides `area_code`"),
    ("status", "meaning"),
    "needs",
    "query",
    {
        "me": "The token",
        "areas": "Areas",
        "tables": "Tables of the register",
        "households": "Households",
        "runs": "Screening",
        "imports": "Rows and files in",
    },
)
CHINESE = Say(
    False,
    ("权限", "哪些调用要它"),
    ("事件", "`data`，另有 `area_code`"),
    ("状态", "意思"),
    "权限",
    "查询",
    {
        "me": "令牌",
        "areas": "区划",
        "tables": "登记的各表",
        "households": "农户",
        "runs": "筛查",
        "imports": "数据和文件报送",
    },
)
IN_CHINESE = {
    400: "读不懂",
    401: "没有令牌，或令牌打不开任何东西",
    404: "没有这个地址或记录，或者够不着",
    409: "不能办：为什么，怎么办",
    413: "太大",
    422: "请求里有不认识或写错的内容，逐项列出",
    429: "太频繁；见 Retry-After",
}


def pages() -> dict[str, str]:
    """File, as seen from docs → what it holds."""
    return {
        "api.md": page("api.md", ENGLISH),
        "api.zh-CN.md": page("api.zh-CN.md", CHINESE),
        "openapi.json": json.dumps(description(), ensure_ascii=False, indent=1) + "\n",
        SHIPPED: shipped(),
    }


def shipped() -> str:
    """The examples, as the office shows them itself."""
    calls = {
        example.operation: {
            "title": {"zh": example.zh, "en": example.en},
            "code": running.on_page(example),
            "answer": kept()[example.operation],
        }
        for example in EXAMPLES
    }
    told = {"office": OFFICE, "first": FIRST, "calls": calls}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def page(name: str, say: Say) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    for place, made in places(say).items():
        text = text.replace(f"{{{{{place}}}}}", made.rstrip())
    return text


def places(say: Say) -> dict[str, str]:
    return {
        "first": fenced("python", FIRST),
        "received": fenced("python", RECEIVED),
        **{name: fenced("python", example.code) for name, example in RULES.items()},
        "permissions": grid(say.permissions, permissions()),
        "kinds": grid(say.kinds, ((f"`{kind.code}`", names(data_of(kind))) for kind in KINDS)),
        "problems": grid(say.problems, problems(say)),
        "calls": "\n".join(calls(say)),
    }


def permissions() -> Iterator[tuple[str, str]]:
    for permission in FOR_PROGRAMS:
        found = [call.operation for call in CALLS if permission in call.needs]
        yield f"`{permission}`", names(found) or "`reveal=true`"


def problems(say: Say) -> Iterator[tuple[str, str]]:
    return ((str(status), say.of(about, IN_CHINESE[status])) for status, about in PROBLEMS.items())


def data_of(kind: Kind) -> list[str]:
    return list(kind.said(ENTRY, DETAIL))


def calls(say: Say) -> Iterator[str]:
    tag = ""
    for example in EXAMPLES:
        method, path = described()[example.operation]
        own = next(call for how, where, call in operations() if (how, where) == (method, path))
        if own["tags"][0] != tag:
            tag = own["tags"][0]
            yield f"## {say.parts[tag]}\n"
        yield f"### {say.of(example.en, example.zh)}\n"
        yield one(say, example, f"{method.upper()} /api/v1{path}", own)


def one(say: Say, example: Example, address: str, own: dict[str, Any]) -> str:
    needs = names(BY_NAME[example.operation].needs)
    query = names(each["name"] for each in own.get("parameters", ()) if each["in"] == "query")
    told = [f"`{address}`", needs and f"{say.needs} {needs}", query and f"{say.query} {query}"]
    code = fenced("sh" if example.is_curl else "python", running.on_page(example))
    return f"{' · '.join(filter(None, told))}\n\n{code}\n{fenced('json', kept()[example.operation])}"


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}```\n"


def names(found: Any) -> str:
    return ", ".join(f"`{name}`" for name in found)


def grid(head: tuple[str, ...], rows: Any) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
