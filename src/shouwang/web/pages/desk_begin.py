"""What to do first in an office that is still empty, by what somebody may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import User
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.models import Area
from shouwang.office.registry.models import Household
from shouwang.office.screening.models import Run
from shouwang.office.screening.overview import desks

P = Permission


@dataclass(frozen=True)
class Step:
    """`done`: for whoever looks."""

    label: Any
    about: Any
    permission: Permission
    done: Callable[[Any], bool]
    address: str


def has_villages(user: Any) -> bool:
    return bool(Area.objects.visible_to(user, P.AREA_EDIT).filter(level="village").exists())


def has_others(user: Any) -> bool:
    return bool(User.objects.visible_to(user, P.USER_EDIT).exclude(pk=user.pk).exists())


def has_households(user: Any) -> bool:
    return bool(Household.objects.visible_to(user, P.IMPORT).exists())


def has_plan(user: Any) -> bool:
    return any(desks.plan(span.low) for span in user.reach(P.SCREENING_RUN).spans)


# fmt: off
STEPS = (
    Step(_("装入区划名单"), _("县、乡镇和村的代码和名称"), P.AREA_EDIT, has_villages, "areas:upload"),
    Step(_("建立用户并任职"), _("一个一个建，或导入名单"), P.USER_EDIT, has_others, "accounts:users"),
    Step(_("导入登记簿"), _("农户、人员和收入的表格，原样上传即可"), P.IMPORT, has_households, "imports:upload"),
    Step(_("选定政策包，设定日常筛查"), _("每天按它筛查一次"), P.SCREENING_RUN, has_plan, "screening:plan"),
    Step(_("做第一次筛查"), _("做完这里就列出有风险的户"), P.SCREENING_RUN, lambda user: False, "screening:run-new"),
)
# fmt: on


def steps(user: Any, run: Run | None) -> list[dict[str, Any]]:
    """Nothing once all of them are done, or where somebody has none to do."""
    mine = [one for one in STEPS if user.may_anywhere(one.permission)]
    if run is not None:
        # Where a register was screened, only users can still be lacking.
        mine = [one for one in mine if one.permission is P.USER_EDIT]
    made = [_shown(one, one.done(user)) for one in mine]
    return made if any(not one["done"] for one in made) else []


def _shown(one: Step, done: bool) -> dict[str, Any]:
    return {"label": one.label, "about": one.about, "url": reverse(one.address), "done": done}
