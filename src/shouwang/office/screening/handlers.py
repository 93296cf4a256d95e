"""The kinds of jobs that screening has, and what it does once a day; brought in when the app is ready."""

from django.utils.translation import gettext_lazy as _

from shouwang.office.jobs.duties import duty
from shouwang.office.jobs.handlers import handler
from shouwang.office.screening import cleaning, making, plans

handler("screening.run", label=_("筛查"))(making.make)
duty("screening.plans")(plans.start_due)
duty("screening.clean")(cleaning.clean)
