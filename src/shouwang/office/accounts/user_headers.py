"""How the columns of a list of users may be headed, in whichever language the page is.

Words of people's files, not of the interface: they are marked for translators, and never translated here.
"""

from django.utils.translation import gettext_noop as _

HEADERS: dict[str, list[str]] = {
    # column       how it is written, what we call it first
    "username": _("用户名 账号 登录名 帐号 username").split(),
    "full_name": _("姓名 真实姓名 名字 name").split(),
    "phone": _("办公电话 电话 联系电话 手机 手机号 phone").split(),
    "role": _("角色 岗位 职务 role").split(),
    "area_code": _("区划代码 行政区划代码 辖区代码 代码 area").split(),
    "department": _("部门 单位 department").split(),
    "since": _("任职起 任职日期 起始日期 任职起日 since").split(),
    "until": _("任职止 止日 终止日期 任职止日 until").split(),
}
NEEDED = ("username", "full_name")
