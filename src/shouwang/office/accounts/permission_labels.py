"""Permissions in words, for the page of roles and for documents."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission as P

LABELS: dict[P, Any] = {
    P.HOUSEHOLD_VIEW: _("查看农户"),
    P.PERSONAL_REVEAL: _("显示证件、电话等全文，打开佐证材料（记入日志）"),
    P.STATISTICS_VIEW: _("查看统计"),
    P.EXPORT: _("导出名单"),
    P.CHANGE_REQUEST: _("提出变更申请"),
    P.CHANGE_APPROVE: _("审批变更申请"),
    P.INCOME_EDIT: _("填报收支"),
    P.GUARANTEE_CHECK: _("核查保障"),
    P.LINK_EDIT: _("安排结对帮扶"),
    P.IMPORT: _("导入表格"),
    P.IMPORT_FORCE: _("确认被拦下的导入"),
    P.SCREENING_RUN: _("发起筛查和假设分析"),
    P.AREA_EDIT: _("维护区划"),
    P.USER_EDIT: _("维护用户和任职"),
    P.JOURNAL_VIEW: _("查看日志"),
    P.SETTINGS_VIEW: _("查看系统状态"),
}
