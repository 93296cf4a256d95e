"""What an approver has read of a request, as a mark in the form that decides on it.

Nothing may be approved but what was on the screen: the request may have been returned and written anew since, the
household may have changed, or what approval would do – it depends on other people and households, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.registry.models import Change
from shouwang.office.registry.past import differences
from shouwang.office.registry.past.differences import Difference

LONG = 32


@dataclass(frozen=True)
class Mark:
    """`version`: of the household; `said` and `does`: digests of the request, and of what its approval changes."""

    version: int
    said: str
    does: str

    def __str__(self) -> str:
        return f"{self.version}.{self.said}.{self.does}"


def of(change: Change, effects: Iterable[Difference]) -> Mark:
    return Mark(change.household.version, said(change), does(effects))


def read(text: str) -> Mark:
    """Refused for what is no mark, and for none."""
    version, *digests = text.split(".")
    if not (version.isascii() and version.isdecimal() and [len(one) for one in digests] == [LONG, LONG]):
        raise Refused(
            _("没有说明您看过的是哪一稿，不能据此决定。"), _("请打开这份申请，看过现在的内容再决定。")
        )
    return Mark(int(version[:9]), *digests)


def said(change: Change) -> str:
    """Another one once it was returned and written anew."""
    papers = list(change.papers.order_by("pk").values_list("pk", flat=True))
    return _digest([change.pk, change.answers, change.happens_on.isoformat(), change.reason, papers])


def does(effects: Iterable[Difference]) -> str:
    return _digest([(one.ident, one.field, str(one.old), str(one.new)) for one in effects])


def _digest(what: object) -> str:
    # With a key: whoever knows most of an ID number could find the rest of it by trying.
    return salted_hmac("registry.marks", repr(what), algorithm="sha256").hexdigest()[:LONG]


def refuse_rewritten(change: Change, mark: Mark) -> None:
    if mark.said != said(change):
        raise Refused(_("您打开之后，这份申请改写过，您的决定没有写入。"), _("请看现在的内容，再决定。"))


def refuse_overtaken(change: Change, mark: Mark, effects: Iterable[Difference]) -> None:
    """Stale where the household changed; refused where somebody else did on whom it depends."""
    differences.check(change.household, mark.version)
    if mark.does != does(effects):
        raise Refused(
            _("您打开之后，与这份申请有关的人或户有改动，批准的结果与您看到的不同，没有写入。"),
            _("请看现在“批准后会改什么”，再决定。"),
        )
