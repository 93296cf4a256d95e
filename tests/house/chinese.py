"""Where Chinese stands in code and templates without going through gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "shouwang"
CHINESE = re.compile("[\u3400-\u9fff]")
SIGNS = re.compile("[，。；：？！（）“”、]")
"""Chinese, too, where they join texts; alone they are often what is looked for in somebody's file."""
GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "sentence",
}
"""The names that makemessages looks for (`collecting`): a text behind any other would never be collected."""
IN_TEMPLATE = re.compile(
    r"{%\s*blocktrans.*?{%\s*endblocktrans\s*%}|{%\s*(?:trans|translate)\s.*?%}|{#.*?#}|{%\s*comment.*?endcomment\s*%}"
    r"|_\([\"'][^\"']*[\"']\)",
    re.DOTALL,
)


def bare_in_python(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of Chinese strings that are neither documentation nor given to gettext or to a refusal below."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = set(_spoken(tree))
    for node in ast.walk(tree):
        for text in _texts(node):
            if id(text) not in said:
                yield text.lineno, text.value


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    """The Chinese of a string; of a string that is put together also what joins it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node
    if isinstance(node, ast.JoinedStr):
        parts = [part for part in node.values if isinstance(part, ast.Constant)]
        yield from (part for part in parts if SIGNS.search(part.value) and not CHINESE.search(part.value))


def _spoken(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in GETTEXT:
            # Only plain strings: what is put together inside the call is not collected either.
            yield from map(id, node.args)
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else ():
            # A string that stands alone is documentation.
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                yield id(one.value)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def bare_in_template(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    blanked = IN_TEMPLATE.sub(lambda found: re.sub("[^\n]", " ", found.group()), text)
    for number, line in enumerate(blanked.splitlines(), 1):
        if CHINESE.search(line) or SIGNS.search(line):
            yield number, line.strip()
