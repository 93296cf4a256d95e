"""HTML as a tree.  Text becomes text and nothing else: no caller has to remember to escape."""

from typing import TypeAlias
from xml.etree.ElementTree import Element, tostring

Child: TypeAlias = Element | str | None


def el(tag: str, *children: Child, **attributes: object) -> Element:
    """An element.  `class_` is written `class`, `data_value` is `data-value`; an attribute that is None is left out."""
    element = Element(
        tag,
        {
            name.rstrip("_").replace("_", "-"): str(value)
            for name, value in attributes.items()
            if value is not None
        },
    )
    for child in children:
        append(element, child)
    return element


def append(element: Element, child: Child) -> None:
    if isinstance(child, Element):
        element.append(child)
    elif child and len(element):
        element[-1].tail = (element[-1].tail or "") + child
    elif child:
        element.text = (element.text or "") + child


def html(root: Element) -> str:
    """The document; `style` and `script` are written as they are, so their hashes stay true."""
    return "<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html") + "\n"
