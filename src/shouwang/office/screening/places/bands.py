"""Bands in which incomes, growth and costs are counted (counts/tallies.py): in words, and several of them as one list.

A list is written `0..5.8`: from the first, up to but without the second; either may be left out.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from shouwang.office.screening.counts import tallies

EDGE = r"-?\d{1,3}(?:\.\d)?"
LIST = re.compile(rf"({EDGE})?\.\.({EDGE})?")


def between(low: Decimal | int | None, high: Decimal | int | None) -> str:
    return f"{'' if low is None else low}..{'' if high is None else high}"


def ends(measure: str) -> tuple[Decimal | None, Decimal | None] | None:
    """None for what is no list of bands."""
    found = LIST.fullmatch(measure)
    if found is None or not any(found.groups()):
        return None
    low, high = (Decimal(edge) if edge else None for edge in found.groups())
    return low, high


def is_within(key: str, measure: str) -> bool:
    """Whether the band that begins at `key` belongs to a list, or is the only one asked for."""
    asked = ends(measure)
    if asked is None or key == tallies.UNKNOWN:
        return key == measure
    low, high = asked
    return (low is None or Decimal(key) >= low) and (high is None or Decimal(key) < high)


def income(text: str) -> str:
    """Of net income per head; empty for what is no band."""
    if text == tallies.UNKNOWN:
        return _("未填写")
    key = int(text) if re.fullmatch(r"-1|\d{1,2}", text) else None
    if key is None or key > tallies.HIGHEST:
        return ""
    return _("负数") if key < 0 else _("%(band)s 千元") % {"band": thousands(key)}


def thousands(key: int) -> str:
    return _("%(low)d 以上") % {"low": key} if key == tallies.HIGHEST else f"{key}–{key + 1}"


def growth(text: str) -> str:
    """Of growth since the year before, in percent; a band or a list of bands."""
    if text == tallies.UNKNOWN:
        return _("未填写")
    asked = ends(text) or _band(text)
    if asked is None:
        return ""
    low, high = asked
    if high is not None and high <= 0:
        return _falling(low, high)
    if low is None:
        return _("增长不到 %(high)s%%") % {"high": high}
    if high is None:
        return _("增长 %(low)s%% 以上") % {"low": low}
    return _("增长 %(low)s%%–%(high)s%%") % {"low": low, "high": high}


def _falling(low: Decimal | None, high: Decimal) -> str:
    """As the charts call it (money.py): by how much, rather than a growth below nothing."""
    if low is None:
        return _("下降 %(by)d%% 以上") % {"by": -high} if high else _("下降")
    if high == 0:
        return _("下降不到 %(by)d%%") % {"by": -low}
    return _("下降 %(low)d%%–%(high)d%%") % {"low": -high, "high": -low}


def _band(text: str) -> tuple[Decimal | None, Decimal | None] | None:
    """Slow growth is counted by tenths, all else by five percent."""
    if not re.fullmatch(EDGE, text):
        return None
    low = Decimal(text)
    step = Decimal("0.1") if 0 <= low < tallies.FINE else Decimal(tallies.COARSE)
    return low, low + step if low < 100 else None


def burden(text: str) -> str:
    """Of what a household pays itself: 0 is nothing, 3 is two to three thousand yuan."""
    if text == tallies.UNKNOWN:
        return _("未填写")
    asked = ends(text) or ((Decimal(text), Decimal(text) + 1) if re.fullmatch(r"\d{1,3}", text) else None)
    low, high = asked or (None, None)
    if low is None:
        return ""
    if low == 0:
        return _("没有自付")
    if high is None or high > 101:
        return _("%(low)d 千元以上") % {"low": low - 1}
    return _("%(low)d–%(high)d 千元") % {"low": low - 1, "high": high - 1}
