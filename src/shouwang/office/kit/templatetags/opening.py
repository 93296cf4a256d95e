"""{% load opening %}{% if_open "/imports/12/" as url %}: the address, or nothing where the viewer would find no page."""

from typing import Any

from django import template

from shouwang.office.kit import opening

register = template.Library()


@register.simple_tag(takes_context=True)
def if_open(context: Any, url: str, asks: bool = True) -> str:
    """`asks`: whether it is to be asked at all."""
    return opening.shown(url, context.get("request"), asks=asks)
