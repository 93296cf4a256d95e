"""What people type, as the journal may hold it.

Auditors read the journal and see no personal data, and what stands in it is never altered.  So a text about a household
or a person – a reason, an opinion, a note – is told as its digest and length, `#0123456789ab+17`: the text itself stays
in its record.  A text about the office's own acts stays readable, but for numbers by which somebody could be known.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from shouwang.office.journal import marks

CODES = frozenset(
    [
        "area_code",
        "checksum",
        "field",
        "file",
        "from",
        "household_id",
        "kind",
        "manifest",
        "new",
        "person_id",
        "restored_by",
        "source",
        "to",
        "username",
        "withdrawn_by",
    ]
)
"""Names of values that the office gives or the software makes, never typed for somebody."""
DECLARED = frozenset(
    ["department", "education", "group_name", "item", "period", "quarter", "resettlement_site"]
)
"""Columns of the register that hold no sentence.  Every other text of a record about people is closed, also a new one."""

FILTER, CHOSEN = "f_", ("area", "columns", "o")
"""What the address of a list says, see kit/lists.py."""

_DAY = r"20\d\d-[01]\d-[0-3]\d"
_KNOWN = re.compile(
    rf"[1-9]\d{{11}}|(?=.*[a-f])(?:#[0-9a-f]{{12}}|[0-9a-f]{{64}})|{_DAY}(?:T\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)?(?:\+\d\d:\d\d|Z)?)?",
    re.ASCII,
)
"""What a whole value may be: the code of an area, a digest, a day or a moment."""
_BETWEEN = r"[\s\-‐-―−－_.．·\u200b-\u200d\ufeff]{0,3}"
_NUMBER = re.compile(rf"(?<!\d){_DAY}(?!\d)|\d(?:{_BETWEEN}\d){{6,}}(?:{_BETWEEN}[xXｘＸ])?")
"""Seven digits and more, however they are spelled and grouped; a day is matched first, so that it stays."""


def told(name: str, value: Any, *, of_people: bool) -> Any:
    """A value as an entry may say it; `of_people`: it belongs to a record about a household or a person."""
    match value:
        case str() if name == "query":
            return asked(value)
        case str() if name in CODES or _KNOWN.fullmatch(value):
            return value
        case str() if of_people and name not in DECLARED:
            return closed(value)
        case str():
            return opened(value)
        case Mapping():
            return {opened(str(key)): told(str(key), one, of_people=of_people) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [told(name, one, of_people=of_people) for one in value]
    return value


def closed(text: str) -> str:
    """Digest and length: that something was said, and whether it is the same elsewhere."""
    return f"{marks.hidden(text)}+{len(text)}" if text else text


def opened(text: str) -> str:
    """Readable, with a digest in place of every number; the same number has the same digest however it is spelled."""
    return _NUMBER.sub(_marked, text)


def asked(query: str) -> str:
    """The query of a list's address, without numbers that somebody was looking for.

    Whoever exports a list has hidden names already (jobs/exporting.py); what no list asks for is hidden as a whole.
    """
    return urlencode([_part(name, value) for name, value in parse_qsl(query, keep_blank_values=True)])


def _part(name: str, value: str) -> tuple[str, str]:
    if not (name.startswith(FILTER) or name in CHOSEN):
        return opened(name), value and marks.hidden(value)
    return opened(name), value if _KNOWN.fullmatch(value) else opened(value)


def _marked(found: re.Match[str]) -> str:
    text = found[0]
    if re.fullmatch(_DAY, text):
        return text
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())
    return marks.hidden(plain.upper())
