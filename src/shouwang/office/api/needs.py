"""Which permissions a call asks for: without any one of them it does not exist.  The calls themselves see to it."""

from shouwang.office.accounts.permissions import Permission as P

COUNTS, SEES, TAKES_IN = (P.STATISTICS_VIEW,), (P.HOUSEHOLD_VIEW,), (P.IMPORT,)
COPIES = (P.HOUSEHOLD_VIEW, P.EXPORT)

# fmt: off
NEEDS: dict[str, tuple[P, ...]] = {
    "me": (),                   "areas": COUNTS,            "packs": (),
    "tables": (),               "table_rows": COPIES,
    "household": SEES,          "reasons": SEES,
    "runs": COUNTS,             "run": COUNTS,              "run_start": (P.SCREENING_RUN,),
    "findings": COPIES,         "counts": COUNTS,
    "imports": TAKES_IN,        "import_one": TAKES_IN,     "import_files": TAKES_IN,
    "import_rows": TAKES_IN,    "import_tables": TAKES_IN,
    "import_problems": TAKES_IN, "import_refused": TAKES_IN,
    "import_compare": TAKES_IN, "import_commit": TAKES_IN,  "import_undo": TAKES_IN,    "import_discard": TAKES_IN,
}
# fmt: on
"""By operation."""
