"""A list as somebody likes it, kept under a name of their own."""

from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import SavedView, User

MOST = 30
"""Of one list and person."""


@transaction.atomic
def save(user: User, *, page: str, label: str, query: str = "") -> SavedView:
    """One of the same name is replaced."""
    mine = SavedView.objects.filter(user=user, page=page)
    if not mine.filter(label=label).exists() and mine.count() >= MOST:
        raise Refused(_("这个列表已经存了 %(most)d 个常用查询。") % {"most": MOST}, _("请先删除不用的。"))
    view, _made = SavedView.objects.update_or_create(
        user=user, page=page, label=label, defaults={"query": urlencode(parse_qsl(query.lstrip("?")))}
    )
    return view


def delete(view: SavedView) -> None:
    view.delete()
