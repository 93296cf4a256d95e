"""The way of a change request, as a table."""

from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.workflow import Flow, Step
from shouwang.office.registry.guards import has_happened, has_papers, has_reason
from shouwang.office.registry.models import Change

S, P = Change.State, Permission
COMPLETE = (has_happened, has_papers, has_reason)

STEPS = (
    #    from         step        to           who may            what must be true
    Step(S.DRAFT,     "submit",   S.SUBMITTED, P.CHANGE_REQUEST,  COMPLETE, _("提交")),
    Step(S.RETURNED,  "submit",   S.SUBMITTED, P.CHANGE_REQUEST,  COMPLETE, _("重新提交")),
    Step(S.SUBMITTED, "approve",  S.APPROVED,  P.CHANGE_APPROVE,  COMPLETE, _("批准")),
    Step(S.SUBMITTED, "return",   S.RETURNED,  P.CHANGE_APPROVE,  (),       _("退回")),
    Step(S.DRAFT,     "withdraw", S.WITHDRAWN, P.CHANGE_REQUEST,  (),       _("撤回")),
    Step(S.SUBMITTED, "withdraw", S.WITHDRAWN, P.CHANGE_REQUEST,  (),       _("撤回")),
    Step(S.RETURNED,  "withdraw", S.WITHDRAWN, P.CHANGE_REQUEST,  (),       _("撤回")),
)  # fmt: skip

CHANGE = Flow("change", STEPS)
