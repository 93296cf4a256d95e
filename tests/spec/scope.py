"""Who may do what where, as drawn tables: tested by `test_scope.py`, and printed into the documentation.

Written by hand, not made from roles.py: a change there has to be wanted twice.
"""

ALL, LINKED, NONE = "all", "linked", ""

# Which permission a role gives: `all` records of its area, or only the households `linked` to the appointment.
# What shows a personal value in full needs `personal.reveal`: papers, too.
PERMISSIONS = """
permission       | village_cadre | helper | resident_member | township_clerk | township_leader | county_office | department_officer | inspector | auditor | administrator
-----------------|---------------|--------|-----------------|----------------|-----------------|---------------|--------------------|-----------|---------|--------------
household.view   | all           | linked | all             | all            | all             | all           | all                | all       |         |
personal.reveal  | all           | linked | all             | all            |                 | all           |                    | all       |         |
statistics.view  | all           | linked | all             | all            | all             | all           | all                | all       |         |
export           | all           |        |                 | all            | all             | all           |                    | all       |         |
change.request   | all           | linked | all             | all            |                 | all           |                    |           |         |
change.approve   |               |        |                 |                |                 | all           |                    |           |         |
income.edit      | all           | linked | all             | all            |                 | all           |                    |           |         |
guarantee.check  | all           | linked | all             | all            |                 | all           | all                |           |         |
link.edit        | all           |        |                 | all            |                 | all           |                    |           |         |
import           |               |        |                 | all            |                 | all           |                    |           |         |
import.force     |               |        |                 |                | all             | all           |                    |           |         |
screening.run    |               |        |                 | all            |                 | all           |                    |           |         |
area.edit        |               |        |                 |                |                 | all           |                    |           |         | all
user.edit        |               |        |                 |                |                 |               |                    |           |         | all
journal.view     |               |        |                 |                |                 |               |                    |           | all     |
settings.view    |               |        |                 |                |                 |               |                    |           |         | all
"""

# How far an appointment reaches: from where it is held, downwards.
PLACES = """
held in      | province | city | county | township | village | neighbour | other county | far village
-------------|----------|------|--------|----------|---------|-----------|--------------|------------
province     | yes      | yes  | yes    | yes      | yes     | yes       | yes          | yes
city         |          | yes  | yes    | yes      | yes     | yes       | yes          | yes
county       |          |      | yes    | yes      | yes     | yes       |              |
township     |          |      |        | yes      | yes     | yes       |              |
village      |          |      |        |          | yes     |           |              |
"""

# Where a role can be held.
LEVELS = """
role               | province | city | county | township | village
-------------------|----------|------|--------|----------|--------
village_cadre      |          |      |        |          | yes
helper             |          |      |        | yes      | yes
resident_member    |          |      |        |          | yes
township_clerk     |          |      |        | yes      |
township_leader    |          |      |        | yes      |
county_office      |          | yes  | yes    |          |
department_officer |          |      | yes    |          |
inspector          | yes      | yes  | yes    | yes      |
auditor            | yes      | yes  | yes    | yes      |
administrator      | yes      | yes  | yes    |          |
"""

# Roles that one person may hold at the same time.
TOGETHER = """
role               | village_cadre | helper | resident_member | township_clerk | township_leader | county_office | department_officer | inspector | auditor | administrator
-------------------|---------------|--------|-----------------|----------------|-----------------|---------------|--------------------|-----------|---------|--------------
village_cadre      | yes           | yes    | yes             | yes            | yes             |               | yes                |           |         |
helper             | yes           | yes    | yes             | yes            | yes             |               | yes                |           |         |
resident_member    | yes           | yes    | yes             | yes            | yes             |               | yes                |           |         |
township_clerk     | yes           | yes    | yes             | yes            |                 |               | yes                |           |         |
township_leader    | yes           | yes    | yes             |                | yes             | yes           | yes                |           |         |
county_office      |               |        |                 |                | yes             | yes           |                    |           |         |
department_officer | yes           | yes    | yes             | yes            | yes             |               | yes                |           |         |
inspector          |               |        |                 |                |                 |               |                    | yes       |         |
auditor            |               |        |                 |                |                 |               |                    |           | yes     |
administrator      |               |        |                 |                |                 |               |                    |           |         | yes
"""

# An appointment gives what it gives only while it is in force.
TIMES = """
appointment          | gives
---------------------|------
since today          | yes
since tomorrow       |
until tomorrow       | yes
until today          |
of a disabled user   |
none                 |
"""


def drawn(table: str) -> dict[str, dict[str, str]]:
    """First column → heading → cell."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    headings, rows = lines[0][1:], lines[2:]
    return {row[0]: dict(zip(headings, row[1:], strict=True)) for row in rows}
