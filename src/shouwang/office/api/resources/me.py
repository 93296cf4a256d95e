"""Who a token acts for."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from shouwang.office.api.allowed import user_with
from shouwang.office.areas import names

router = Router(tags=["me"])


class Me(Schema):
    username: str
    role: str
    area_code: str
    area: str
    permissions: list[str]
    token: str
    """What it was issued for."""
    expires_on: date


@router.get("/me", response=Me, summary="Who the token acts for", operation_id="me")
def me(request: HttpRequest) -> Me:
    user = user_with(request)
    (held,) = user.appointments_now
    return Me(
        username=user.username,
        role=held.role,
        area_code=held.area_code,
        area=names.paths_of([held.area_code]).get(held.area_code, held.area_code),
        permissions=sorted(one for one in held.duty.permissions if one in user.limited_to),
        token=user.token.label,
        expires_on=user.token.expires_on,
    )
