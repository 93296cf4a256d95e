"""What the pages about accounts ask."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import User
from shouwang.office.accounts.permission_labels import LABELS
from shouwang.office.accounts.permissions import FOR_PROGRAMS, Permission
from shouwang.office.accounts.roles import DEPARTMENTS, ROLES
from shouwang.office.accounts.signing import plain_name
from shouwang.office.areas.fields import AreaField

MEGABYTES = 2


def password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    # Spaces belong to a password.
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **more)


class SignIn(forms.Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = password(_("密码"), "current-password")


def least_length() -> int:
    found = (
        one.min_length for one in get_default_password_validators() if isinstance(one, MinimumLengthValidator)
    )
    return max(found, default=1)


class ChangePassword(forms.Form):
    old = password(_("原密码"), "current-password")
    new = password(_("新密码"), "new-password")
    again = password(_("再输入一次新密码"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = gettext("至少 %(length)d 位，不能只有数字，不能太常见。") % {
            "length": least_length()
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", gettext("两次输入的新密码不一样。"))
        return said


class Token(forms.Form):
    token = forms.CharField(
        label=_("动态口令"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )

    def clean_token(self) -> str:
        return "".join(str(self.cleaned_data["token"]).split()).lower()


class IssueToken(forms.Form):
    appointment = forms.ChoiceField(label=_("岗位"), required=False)
    """Without it the first."""
    label = forms.CharField(label=_("用途"), max_length=60, help_text=_("给哪个系统用，以后好辨认。"))
    permissions = forms.MultipleChoiceField(
        label=_("权限"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只选对方系统用得到的；岗位没有的权限选了也会被退回。"),
    )
    days = forms.ChoiceField(label=_("有效期"))
    password = password(_("您的登录密码"), "current-password")

    def __init__(self, *args: Any, held: list[Any], places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{places.get(one.area_code, one.area_code)} · {one.duty.label}") for one in held
        ]
        possible = [one for one in FOR_PROGRAMS if any(one in each.duty.permissions for each in held)]
        self.fields["permissions"].choices = [(one.value, LABELS[one]) for one in possible]  # type: ignore[attr-defined]
        days = sorted(
            {one for one in (30, 90, 180, 365) if one <= settings.TOKEN_DAYS} | {settings.TOKEN_DAYS}
        )
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (str(one), gettext("%(days)s 天") % {"days": one}) for one in days
        ]


class NewUser(forms.Form):
    username = forms.CharField(
        label=_("用户名"), max_length=40, help_text=_("登录时用；字母、数字或汉字，不分大小写。")
    )
    full_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("办公电话"), max_length=20, required=False)


class Day(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Appoint(forms.Form):
    role = forms.ChoiceField(
        label=_("角色"), choices=[("", "———"), *((role.code, role.label) for role in ROLES.values())]
    )
    department = forms.ChoiceField(
        label=_("部门"),
        required=False,
        choices=[("", "———"), *DEPARTMENTS.items()],
        help_text=_("只有行业部门人员要填。"),
    )
    since = Day(label=_("任职起"))
    until = Day(label=_("任职止"), required=False, help_text=_("不再任职的第一天；不定期的留空。"))
    field_order = ("role", "area_code", "department", "since", "until")

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(by, Permission.USER_EDIT, label=_("辖区"))
        self.fields["since"].initial = today
        self.order_fields(self.field_order)


class EndAppointment(forms.Form):
    on = Day(label=_("终止日"), help_text=_("不再任职的第一天。"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class HandOver(forms.Form):
    to = forms.CharField(label=_("接手人的用户名"), max_length=40)
    on = Day(label=_("交接日"), help_text=_("接手人任职的第一天。"))

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["on"].initial = today

    def clean_to(self) -> User:
        """Only among those that the administrator sees: the answer for others is the same as for nobody."""
        name = plain_name(str(self.cleaned_data["to"]))
        found: User | None = (
            User.objects.visible_to(self.by, Permission.USER_EDIT)
            .filter(username__iexact=name, is_active=True)
            .first()
        )
        if found is None:
            raise forms.ValidationError(gettext("没有这个用户，或已停用。"))
        return found


class UserList(forms.Form):
    file = forms.FileField(
        label=_("用户名单（CSV）"),
        help_text=_("列：用户名、姓名、角色、区划代码、部门、任职起；一人多个角色写多行。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MEGABYTES * 1_000_000:
            raise forms.ValidationError(gettext("文件超过 2 MB，请分成几份。"))
        return file


class SaveView(forms.Form):
    page = forms.CharField(max_length=60)
    label = forms.CharField(max_length=40)
    query = forms.CharField(max_length=2000, required=False)
