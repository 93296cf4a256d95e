"""Citizen numbers (GB 11643-1999) and the disability cards made from them.

A number is 6 digits of area, 8 of birth, 3 of order (odd: male) and a check character; old numbers of
15 digits lack the century and the check character.  A lower-case x counts as X.
"""

import re
from datetime import date
from typing import Literal

# 2 ** (17 - place) modulo 11, as the standard prints them.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
OLD_NUMBER = re.compile(r"[0-9]{15}")
# Kind 1–7, grade 1–4; a re-issued card counts on, as B1, B2 … or 01, 02 …
CARD_END = re.compile(r"[1-7][1-4]([0-9Bb][0-9])?")


def check_digit(first17: str) -> str:
    """The 18th character; `first17` must be digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def checksum_ok(id18: str) -> bool:
    """Whether it is 18 characters long and ends in its check character; says nothing about date or area."""
    return NUMBER.fullmatch(id18) is not None and check_digit(id18[:17]) == id18[17].upper()


def birth_date(id18: str) -> date | None:
    """Nothing where the eight digits are no day of the calendar."""
    if not id18[6:14].isascii() or not id18[6:14].isdigit():
        return None
    try:
        return date(int(id18[6:10]), int(id18[10:12]), int(id18[12:14]))
    except ValueError:
        return None


def sex(id18: str) -> Literal["male", "female"]:
    """`id18` must have a digit in 17th place."""
    return "male" if int(id18[16]) % 2 else "female"


def to_18(id15: str) -> str:
    """The number of 18 characters for an old one; its holder was born in 19xx."""
    if not OLD_NUMBER.fullmatch(id15):
        raise ValueError("an old number is 15 digits")
    first17 = f"{id15[:6]}19{id15[6:]}"
    return first17 + check_digit(first17)


def is_disability_card(number: str) -> bool:
    """Whether it is a citizen number with kind and grade behind it, and perhaps the count of a re-issue."""
    return checksum_ok(number[:18]) and CARD_END.fullmatch(number[18:]) is not None
