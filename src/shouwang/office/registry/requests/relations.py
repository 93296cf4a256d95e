"""Relations to the head when the head changes: derived where they follow, unknown where they do not."""

HEAD, SPOUSE, CHILD, IN_LAW, GRANDCHILD = "head", "spouse", "child", "child_in_law", "grandchild"
PARENT, PARENT_IN_LAW, GRANDPARENT, SIBLING, OTHER = (
    "parent",
    "parent_in_law",
    "grandparent",
    "sibling",
    "other",
)

AFTER: dict[str, dict[str, str]] = {
    # the new head was …  the others were → are
    SPOUSE: {
        HEAD: SPOUSE,
        CHILD: CHILD,
        IN_LAW: IN_LAW,
        GRANDCHILD: GRANDCHILD,
        PARENT: PARENT_IN_LAW,
        PARENT_IN_LAW: PARENT,
        SIBLING: OTHER,
        GRANDPARENT: OTHER,
    },
    CHILD: {HEAD: PARENT, SPOUSE: PARENT, CHILD: SIBLING, PARENT: GRANDPARENT, PARENT_IN_LAW: GRANDPARENT},
    IN_LAW: {HEAD: PARENT_IN_LAW, SPOUSE: PARENT_IN_LAW},
    GRANDCHILD: {HEAD: GRANDPARENT, SPOUSE: GRANDPARENT, PARENT: OTHER, PARENT_IN_LAW: OTHER},
    PARENT: {
        HEAD: CHILD,
        SPOUSE: IN_LAW,
        CHILD: GRANDCHILD,
        PARENT: SPOUSE,
        SIBLING: CHILD,
        GRANDPARENT: PARENT,
    },
    PARENT_IN_LAW: {HEAD: IN_LAW, SPOUSE: CHILD, CHILD: GRANDCHILD, PARENT_IN_LAW: SPOUSE},
    GRANDPARENT: {HEAD: GRANDCHILD, CHILD: OTHER, GRANDPARENT: SPOUSE},
    SIBLING: {
        HEAD: SIBLING,
        SIBLING: SIBLING,
        PARENT: PARENT,
        GRANDPARENT: GRANDPARENT,
        CHILD: OTHER,
        SPOUSE: OTHER,
    },
}
"""A parent's parent may be the mother's or the father's, a grandchild somebody's own child or a nephew: what is not
here is unknown.  The second of two parents is taken for the spouse of the first."""


def after(new_head_was: str | None, other_was: str | None) -> str | None:
    """Somebody's relation to the new head; nothing where it does not follow from both relations to the old head."""
    return AFTER.get(new_head_was or "", {}).get(other_was or "")
