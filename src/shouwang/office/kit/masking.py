"""How a personal value is shown until somebody who may reveals it (which the journal notes).

What is left must not give the value away to whoever reads what stands beside it – birth date, sex, village:

- of an ID number only the district (6 digits).  The birth date stands in the next column, and the check digit follows
  from the rest: with the last four digits the number would be complete.  So 500 numbers are left for each sex;
- of a telephone number the carrier (3) and the last two.  The four in the middle name the prefecture, a dozen or so in
  each: to hide these alone hides nothing;
- of an account the last four; bank and branch are known, some nine digits before these four are not.

Two members of one household are told apart by name and birth date.  Of what is too short for this nothing is left, and
no mask tells how long a number is: a disability card is an ID number with two digits more.
"""

import re

KEPT = {"id": (6, 0), "phone": (3, 2), "account": (0, 4)}
"""Characters left at the head and at the tail; of everything else nothing is left."""
LEAST = 6
"""Characters that must be hidden."""
STARS = {"phone": 6}
USUAL = 8
HIDDEN = 4
DAY = "(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
LONG = f"[1-9][0-9]{{5}}(18|19|20)[0-9]{{2}}{DAY}[0-9]{{3}}[0-9Xx]"
"""Eighteen signs.  Whatever the check character: a slip of the keyboard leaves a number as telling as it was."""
SHORT = f"[1-9][0-9]{{7}}{DAY}[0-9]{{3}}"
"""The fifteen of before 1999."""
CITIZEN = re.compile(f"{LONG}.*|{SHORT}")
"""An ID number, new or old: as somebody's account – social security cards bear it – it is no less telling."""


def mask(text: str, how: str = "all") -> str:
    """`how`: `id`, `phone`, `account`, else nothing is shown – not even how long it is: that tells a code."""
    if not text:
        return ""
    how = "id" if how in KEPT and CITIZEN.fullmatch(text) else how
    head, tail = KEPT.get(how, (0, 0))
    if how not in KEPT or len(text) < head + LEAST + tail:
        return "*" * HIDDEN
    return text[:head] + "*" * STARS.get(how, USUAL) + text[len(text) - tail :]
