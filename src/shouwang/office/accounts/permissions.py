"""What somebody can be allowed to do.  Roles (roles.py) give these; views, steps and verbs name them."""

from enum import StrEnum


class Permission(StrEnum):
    # reading
    HOUSEHOLD_VIEW = "household.view"
    PERSONAL_REVEAL = (
        "personal.reveal"  # see an ID, phone or account number in full, and papers; the journal notes it
    )
    STATISTICS_VIEW = "statistics.view"
    EXPORT = "export"  # take lists away as files
    # registers
    CHANGE_REQUEST = "change.request"  # draft and submit household changes
    CHANGE_APPROVE = "change.approve"
    INCOME_EDIT = "income.edit"
    GUARANTEE_CHECK = "guarantee.check"
    LINK_EDIT = "link.edit"  # who helps whom
    # files in
    IMPORT = "import"
    IMPORT_FORCE = "import.force"  # confirm what a guard stopped
    # screening
    SCREENING_RUN = "screening.run"  # screen an area: ask what-if, compare, set the regular screening
    # the installation
    AREA_EDIT = "area.edit"
    USER_EDIT = "user.edit"
    JOURNAL_VIEW = "journal.view"
    SETTINGS_VIEW = "settings.view"  # state of the installation, jobs of everybody


FOR_PROGRAMS = (
    Permission.HOUSEHOLD_VIEW,
    Permission.PERSONAL_REVEAL,
    Permission.STATISTICS_VIEW,
    Permission.EXPORT,
    Permission.IMPORT,
    Permission.SCREENING_RUN,
)
"""What a token can be given.  Approving, and confirming what a guard stopped, stays with people."""
