"""The examples of docs/api.md, which `test_examples.py` runs as they stand there; `{…}` is a number of the small world.

Each is five lines at most behind FIRST.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.office.world import World

OFFICE, SECRET = "https://shouwang.example.cn/api/v1", "sw_…"
FIRST = f"""\
from json import dumps, load
from urllib.error import HTTPError
from urllib.request import Request, urlopen
OFFICE = "{OFFICE}"
TOKEN = {{"Authorization": "Bearer {SECRET}"}}
JSON = {{**TOKEN, "Content-Type": "application/json"}}
"""


@dataclass(frozen=True)
class Number:
    """One thing of the world: its own number, and the one on the page."""

    kind: str
    of: Callable[[World], Any]
    shown: int


NUMBERS = {
    "batch": Number("batch", lambda world: world.batch, 17),
    "written": Number("batch", lambda world: world.written, 16),
    "run": Number("run", lambda world: world.county_run, 5),
    "own run": Number("run", lambda world: world.run, 6),
    "run under way": Number("run", lambda world: world.waiting_run, 7),
}
NEW = {"batch": 18, "run": 8, "statement": 31}


@dataclass(frozen=True)
class Example:
    operation: str
    en: str
    zh: str
    code: str
    who: str = "linjie"

    @property
    def kind(self) -> str:
        """Of what has a number in its answer."""
        if self.operation.startswith("import"):
            return "batch"
        return "statement" if self.operation in ("household", "table_rows") else "run"

    @property
    def is_curl(self) -> bool:
        return self.code.startswith("curl")


def got(path: str, *told: str) -> str:
    lines = [
        f'with urlopen(Request(f"{{OFFICE}}{path}", headers=TOKEN)) as answer:',
        "    found = load(answer)",
    ]
    return "\n".join([*lines, *told]) + "\n"


def posted(path: str, body: str, *told: str) -> str:
    lines = [
        f"asked = {body}",
        f'with urlopen(Request(f"{{OFFICE}}{path}", dumps(asked).encode(), JSON)) as answer:',
        "    found = load(answer)",
    ]
    return "\n".join([*lines, *told]) + "\n"


def done(path: str) -> str:
    return (
        f'with urlopen(Request(f"{{OFFICE}}{path}", b"", TOKEN)) as answer:\n'
        "    found = load(answer)\n"
        'print(answer.status, found["state"])\n'
    )


ROWS = 'for row in found["rows"]:'
# fmt: off
EXAMPLES = (
    Example("me", "Who the token acts for", "令牌代表谁",
        got("/me", 'print(found["area"], found["role"], found["permissions"])')),
    Example("areas", "Areas within reach", "辖区内的区划",
        got("/areas?level=village&limit=2", ROWS, '    print(row["code"], row["name"])')),
    Example("tables", "What the canonical tables hold", "标准表有哪些列",
        got("/tables", 'for table in found["tables"]:', '    print(table["name"], [one["name"] for one in table["columns"]])')),
    Example("table_rows", "Rows of a table", "取一张表的数据",
        got("/tables/persons?area=430921104&columns=name,id_number,relation", ROWS,
            '    print(row["household_id"], row["person_id"], row["name"])')),
    Example("household", "One household", "一户",
        got("/households/QS-7~11", 'for person in found["persons"]:', '    print(person["person_id"], person["relation"])')),
    Example("reasons", "Why a household is in its tier", "一户为什么在这一级",
        got("/households/QS-7~11/reasons", 'for gap in found["missing"]:', '    print(gap["label"], gap["who"])')),
    Example("packs", "Policy packs that can be run", "能用的政策包",
        got("/packs", ROWS, '    print(row["pack"], row["start"], row["end"])')),
    Example("runs", "Runs within reach", "辖区内的筛查",
        got("/runs", ROWS, '    print(row["id"], row["on"], row["tiers"])')),
    Example("run_start", "Start a run", "发起一次筛查",
        posted("/runs", '{"area_code": "430921104000", "pack": "hunan-qingshuzui-2022", "on": "2022-09-30"}',
               'print(answer.headers["Location"], found["state"])')),
    Example("run", "One run", "一次筛查",
        got("/runs/{run}", 'for tier in found["tiers"]:', '    print(tier["label"], tier["households"])')),
    Example("findings", "Households that stand out in a run", "一次筛查里要看的农户",
        got("/runs/{run}/findings?tier=must_enter&area=430921104000", ROWS,
            '    print(row["household_id"], row["tier_label"], row["rules"])')),
    Example("counts", "A run's counts by area", "一次筛查的分区划户数",
        got("/runs/{run}/counts?kind=tier&by=township", ROWS, '    print(row["area_code"], row["counts"])')),
    Example("imports", "Batches within reach", "辖区内的导入批次",
        got("/imports?limit=2", ROWS, '    print(row["id"], row["sender"], row["state"])')),
    Example("import_files", "Upload files as they are", "上传原样的表格",
        'curl -H "Authorization: Bearer $TOKEN" \\\n'
        "  -F area_code=430921104000 -F reference_on=2026-02-01 -F sender=县民政局 -F period=2025 \\\n"
        '  -F files=@名单.xlsx "$OFFICE/imports"\n'),
    Example("import_rows", "Send rows of one table", "报送一张表的数据",
        posted("/tables/incomes/rows",
               '{"area_code": "430921104000", "reference_on": "2026-02-01", "rows": [\n'
               '    {"household_id": "QS-7/1", "period": "2024", "kind": "wage", "amount": "12000.50"}]}',
               'print(answer.headers["Location"], found["state"])')),
    Example("import_tables", "Send rows of several tables, such as new households", "报送几张表的数据，例如新的农户",
        posted("/imports/tables",
               '{"area_code": "430921104000", "reference_on": "2026-02-01", "tables": {\n'
               '    "households": [{"household_id": "QS-8", "area_code": "430921104201", "head_name": "周满仓"}],\n'
               '    "persons": [{"household_id": "QS-8", "name": "周满仓", "relation": "head"}]}}')),
    Example("import_one", "One batch: where it stands, what it would change", "一个批次：到哪一步、会改什么",
        got("/imports/{batch}", 'print(found["state"], found["guards"])', 'for table in found["changes"]:',
            '    print(table["table"], table["new"], table["changed"], table["refused"])')),
    Example("import_problems", "Problems found while reading", "读取时发现的问题",
        got("/imports/{batch}/problems?limit=5", ROWS, '    print(row["title"], row["file"], row["cell"])')),
    Example("import_refused", "Rows that are not accepted", "不接收的行",
        got("/imports/{batch}/refused?limit=5", ROWS, '    print(row["why"], row["file"], row["cell"])')),
    Example("import_compare", "Compare with the register", "与登记比对",
        posted("/imports/{batch}/compare", '{"blank": "keep", "absent": "keep"}', 'print(found["state"])')),
    Example("import_commit", "Write into the register", "写入登记", done("/imports/{batch}/commit")),
    Example("import_undo", "Take back what was written", "撤回已写入的", done("/imports/{written}/undo")),
    Example("import_discard", "Give up before it was written", "写入之前放弃", done("/imports/{batch}/discard")),
)
# fmt: on

PAGES = Example(
    "areas",
    "All pages",
    "翻到最后一页",
    """\
after, rows = "", []
while after is not None:
    with urlopen(Request(f"{OFFICE}/areas?limit=2&after={after}", headers=TOKEN)) as answer:
        page = load(answer)
    rows, after = rows + page["rows"], page["next"]
""",
)
UNCHANGED = Example(
    "areas",
    "Only if it changed",
    "没有变就不再取",
    """\
with urlopen(Request(f"{OFFICE}/areas", headers=TOKEN)) as answer:
    mark = answer.headers["ETag"]
try:
    urlopen(Request(f"{OFFICE}/areas", headers={**TOKEN, "If-None-Match": mark}))
except HTTPError as same:
    print(same.code)  # 304
""",
)
REFUSED = Example(
    "import_rows",
    "What is wrong",
    "哪里写错了",
    """\
asked = {"area_code": "430921104201", "reference_on": "1.2.2026", "rows": [{"kind": "salary"}]}
try:
    urlopen(Request(f"{OFFICE}/tables/incomes/rows", dumps(asked).encode(), JSON))
except HTTPError as wrong:
    print(load(wrong)["errors"])
""",
)
RULES = {"pages": PAGES, "unchanged": UNCHANGED, "refused": REFUSED}
RECEIVED = """\
import hashlib, hmac
from base64 import b64decode, b64encode
signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
made = hmac.digest(b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256)
good = f"v1,{b64encode(made).decode()}" in headers["webhook-signature"].split()
"""
"""In a receiver: `headers` and `body` as they came, SECRET as the page of the hook showed it."""
