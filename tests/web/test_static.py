"""What the browser is given: vendored files are as they were made, nothing is inline, nothing comes from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tools import vendor

SRC = Path(__file__).parents[2] / "src" / "shouwang"
STATIC = SRC / "web" / "static"
LARGEST = 510_000
PACKAGES = json.loads(vendor.MANIFEST.read_text(encoding="utf-8"))["packages"]
WRITTEN = {name: digest for package in PACKAGES for name, digest in package["written"].items()}
TEMPLATES = sorted(SRC.glob("**/templates/**/*.html"))
SHEETS = sorted(SRC.glob("**/static/**/*.css"))
SCRIPTS = sorted(SRC.glob("**/static/**/*.js"))
ICONS = set(
    re.findall(r'id="([^"]+)"', (STATIC / "vendor/tabler-icons/icons.svg").read_text(encoding="utf-8"))
)


def named(path: Path) -> str:
    return str(path.relative_to(SRC))


def bare(template: str) -> str:
    """Without comments and the template's own tags."""
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", template, flags=re.DOTALL)


@pytest.mark.parametrize("name", WRITTEN)
def test_nobody_changed_a_vendored_file_by_hand(name):
    text = (vendor.OUT / name).read_bytes()

    assert WRITTEN[name] == f"sha256-{hashlib.sha256(text).hexdigest()}", "make vendor"


def test_every_vendored_file_comes_from_the_manifest_and_has_its_licence():
    files = {str(path.relative_to(vendor.OUT)) for path in vendor.OUT.rglob("*") if path.is_file()}
    folders = {name.split("/")[0] for name in files}

    assert {name for name in files if not name.endswith("/LICENSE")} <= set(WRITTEN)
    assert {f"{folder}/LICENSE" for folder in folders} <= files


@pytest.mark.parametrize("path", [path for path in STATIC.rglob("*") if path.is_file()], ids=named)
def test_no_file_is_large(path):
    assert path.stat().st_size <= LARGEST


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=named)
def test_no_file_loads_anything_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")

    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert re.findall(r"url\((?![\"']?(?:data:|#))[^)]*\)", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_has_anything_inline(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"<script(?![^>]* src=)[^>]*>", text) == []
    assert re.findall(r"<style|\sstyle\s*=|javascript:|\son[a-z]+\s*=\s*[\"']|hx-on", bare(text)) == []
    assert re.findall(r"\|\s*safe\b|autoescape off", text) == []
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_static_file_and_icon_of_a_template_exists(path):
    text = path.read_text(encoding="utf-8")
    static = re.findall(r"{% static '([^']+)' %}", text)
    icons = re.findall(r'(?:kit/_icon\.html" with name=|{% icon |\bicon=)"([^"]+)"', text)

    assert [name for name in static if not list(SRC.glob(f"**/static/{name}"))] == []
    assert set(icons) - ICONS == set()


def test_every_icon_that_a_view_names_exists():
    said = {
        (named(path), icon)
        for path in sorted(SRC.glob("*/**/*.py"))
        for icon in re.findall(r"[\"']icon[\"']: [\"']([^\"']+)", path.read_text(encoding="utf-8"))
    }

    assert {one for one in said if one[1] not in ICONS} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_class_of_a_template_is_in_a_stylesheet(path):
    known = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", "".join(s.read_text(encoding="utf-8") for s in SHEETS)))
    # A class put together by tags – `tag-{{ colour }}`, `note-{% if … %}` – is not a name that could be looked up.
    text = re.sub(r"{%.*?%}", "§", re.sub(r"[\w-]*{{.*?}}", "", path.read_text(encoding="utf-8")))
    values = [value for value in re.findall(r'class="([^"]*)"', text) if "-§" not in value]
    used = {name for value in values for name in value.replace("§", " ").split()}

    assert used - known == set()


def test_the_policy_for_htmx_leaves_nothing_in_the_browser():
    base = (SRC / "web/templates/base.html").read_text(encoding="utf-8")
    said = re.search(r"name=\"htmx-config\" content='([^']+)'", base)

    assert said
    policy = json.loads(said[1])
    assert not policy["allowEval"]
    assert not policy["allowScriptTags"]
    assert not policy["includeIndicatorStyles"]
    assert policy["selfRequestsOnly"]
    assert policy["historyCacheSize"] == 0
