"""Every check there is, by subject.  A code keeps its meaning for good: other tools count by it."""

from shouwang.engine.quality.catalogue.allowances import ALLOWANCES
from shouwang.engine.quality.catalogue.health import HEALTH
from shouwang.engine.quality.catalogue.help import HELP
from shouwang.engine.quality.catalogue.homes import HOMES
from shouwang.engine.quality.catalogue.identity import IDENTITY
from shouwang.engine.quality.catalogue.money import MONEY
from shouwang.engine.quality.catalogue.schooling import SCHOOLING
from shouwang.engine.quality.catalogue.status import STATUS
from shouwang.engine.quality.catalogue.work import WORK

SUBJECTS = (IDENTITY, HOMES, STATUS, SCHOOLING, HEALTH, WORK, ALLOWANCES, MONEY, HELP)
CHECKS = tuple(check for subject in SUBJECTS for check in subject.checks)
