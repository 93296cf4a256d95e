"""One file per thing that programs ask for; its calls begin with /api/v1."""

from shouwang.office.api.resources import areas, me

ROUTERS = (
    ("", me.router),
    ("", areas.router),
)
