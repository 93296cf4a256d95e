"""New ways to write a colour, rewritten as `#rrggbb` and `rgba()`.  The arithmetic is CSS Color 4's (OKLab, sRGB)."""

import math
import re
from collections.abc import Callable

Oklab = tuple[float, float, float]
Known = dict[str, str]
NUMBER = r"(-?[\d.]+)"
OKLCH = re.compile(rf"oklch\({NUMBER}(%?) {NUMBER} (?:{NUMBER}(?:deg)?|none)\)")
ENCODED = re.compile(r"oklch%28([\d.]+)%25 ([\d.]+) ([\d.]+)(?:deg)?%29")
HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
RGBA = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")
DARKER = re.compile(r"oklch\(from (.+) calc\(l ([+-]) ([\d.]+)\) c h\)")
MIX = re.compile(r"color-mix\(in oklab, ?(.+?) ([\d.]+)%, ?(.+)\)", re.DOTALL)
THIN = re.compile(r"color-mix\(in oklab, ?(.+) calc\((var\(--[\w-]+(?:,[\d.]+)?\)) \* 100%\), ?transparent\)")
"""A colour whose opacity is only known in the page."""
FUNCTION = re.compile(r"(?:color-mix|oklch)\(")
CHOICE = re.compile(r"light-dark\(")


def plain(text: str, known: Known) -> str:
    """Rewrite every colour whose value is known before the page exists; leave the others as they are."""
    text = ENCODED.sub(lambda m: "%23" + to_hex(polar(float(m[1]) / 100, float(m[2]), float(m[3])))[1:], text)
    return functions(light(text), lambda call: rewritten(call, known))


def light(text: str) -> str:
    """Only the choice between light and dark made: the office has one theme."""
    return functions(text, lambda call: first_argument(call[len("light-dark(") : -1]), of=CHOICE)


def functions(text: str, by: Callable[[str], str], of: re.Pattern[str] = FUNCTION) -> str:
    made, place = "", 0
    while found := of.search(text, place):
        end = ending(text, found.end() - 1)
        made += text[place : found.start()] + by(text[found.start() : end])
        place = end
    return made + text[place:]


def ending(text: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if not depth:
            return position + 1
    raise ValueError(f"no end to {text[opening - 12 : opening + 30]!r}")


def rewritten(call: str, known: Known) -> str:
    if (thin := THIN.fullmatch(call)) and (value := valued(thin[1], known)):
        red, green, blue = to_rgb(value[0])
        return f"rgba({red},{green},{blue},{thin[2] if value[1] == 1 else round(value[1], 4)})"
    value = valued(call, known)
    return in_words(*value) if value else call


def first_argument(text: str) -> str:
    depth = 0
    for position, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            return text[:position].strip()
    return text


def valued(text: str, known: Known, depth: int = 0) -> tuple[Oklab, float] | None:
    """Colour and opacity, or nothing when it depends on where in a page it is read."""
    text = text.strip()
    if depth > 9:
        return None
    if found := re.fullmatch(r"var\((--[\w-]+)\)", text):
        return valued(known[found[1]], known, depth + 1) if found[1] in known else None
    if found := MIX.fullmatch(text):
        return mixed(found, known, depth)
    if found := DARKER.fullmatch(text):
        return darker(found, known, depth)
    return constant(text)


def constant(text: str) -> tuple[Oklab, float] | None:
    if text == "transparent":
        return (0.0, 0.0, 0.0), 0.0
    if found := OKLCH.fullmatch(text):
        return polar(float(found[1]) / (100 if found[2] else 1), float(found[3]), float(found[4] or 0)), 1.0
    if found := HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return from_rgb(*(int(digits[place : place + 2], 16) for place in (0, 2, 4))), 1.0
    if found := RGBA.fullmatch(text.replace(" ", "")):
        return from_rgb(int(found[1]), int(found[2]), int(found[3])), float(found[4])
    return None


def mixed(found: re.Match[str], known: Known, depth: int) -> tuple[Oklab, float] | None:
    share = float(found[2]) / 100
    one, other = valued(found[1], known, depth + 1), valued(found[3], known, depth + 1)
    if not one or not other:
        return None
    opacity = one[1] * share + other[1] * (1 - share)
    if not opacity:
        return (0.0, 0.0, 0.0), 0.0
    parts = [
        (a * one[1] * share + b * other[1] * (1 - share)) / opacity
        for a, b in zip(one[0], other[0], strict=True)
    ]
    return (parts[0], parts[1], parts[2]), opacity


def darker(found: re.Match[str], known: Known, depth: int) -> tuple[Oklab, float] | None:
    value = valued(found[1], known, depth + 1)
    if not value:
        return None
    (lightness, a, b), opacity = value
    return (lightness + float(found[2] + found[3]), a, b), opacity


def in_words(colour: Oklab, opacity: float) -> str:
    if opacity == 1:
        return to_hex(colour)
    red, green, blue = to_rgb(colour)
    return f"rgba({red},{green},{blue},{opacity:.4g})"


def to_hex(colour: Oklab) -> str:
    return "#{:02x}{:02x}{:02x}".format(*to_rgb(colour))


def polar(lightness: float, chroma: float, hue: float) -> Oklab:
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def to_rgb(colour: Oklab) -> tuple[int, int, int]:
    """0 to 255 each; what sRGB cannot show is cut off."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _byte(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _byte(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _byte(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _byte(linear: float) -> int:
    linear = min(1.0, max(0.0, linear))
    curved = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(curved * 255)


def from_rgb(red: int, green: int, blue: int) -> Oklab:
    r, g, b = (_linear(part / 255) for part in (red, green, blue))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
