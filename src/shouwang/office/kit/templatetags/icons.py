"""{% load icons %}{% icon "printer" %}: a drawing of the sprite, for the eye only.

A page has dozens: a tag costs a tenth of what a template of its own would.
"""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
SPRITE = "vendor/tabler-icons/icons.svg"
KEPT = 500


@register.simple_tag
@lru_cache(maxsize=KEPT)
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )
