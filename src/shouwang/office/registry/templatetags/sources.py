"""{% load sources %}{% told row.source %}: what told us of a state or statement – a link for those who may look there."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwang.office.kit import opening

register = template.Library()


@register.simple_tag(takes_context=True)
def told(context: Any, source: Mapping[str, Any]) -> SafeString:
    """`source`: see pages/showing.py; where undoing something brought it back, that comes first."""
    link = _link(context, source)
    if not source["restored"]:
        return link
    return format_html("{} · {}{}", _link(context, source["restored"]), _("恢复原登记："), link)


def _link(context: Any, source: Mapping[str, Any]) -> SafeString:
    url = opening.shown(source["url"], context.get("request"), asks=source["asks"])
    return (
        format_html('<a href="{}">{}</a>', url, source["label"])
        if url
        else conditional_escape(source["label"])
    )
