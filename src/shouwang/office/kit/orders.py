"""Orders of names as people read them."""


def of_group(group: str | None) -> tuple[bool, int, str]:
    """2组 before 10组, those of no group last."""
    digits = "".join(one for one in group or "" if one.isascii() and one.isdigit())
    return group is None, int(digits[:9] or 0), group or ""
