"""The meaning of the rule language, in the order in which one learns it."""

from tests.spec.case import Chapter
from tests.spec.chapters import (
    assumptions,
    comparison,
    coverage,
    dates,
    exactness,
    known,
    logic,
    membership,
    missing,
    parameters,
    quantifiers,
    tables,
    tiers,
    years,
)

CHAPTERS: tuple[Chapter, ...] = tuple(
    module.CHAPTER
    for module in (
        comparison,
        logic,
        membership,
        quantifiers,
        coverage,
        tables,
        known,
        dates,
        exactness,
        parameters,
        years,
        tiers,
        missing,
        assumptions,
    )
)
