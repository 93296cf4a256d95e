"""One file per thing that programs ask for; its calls begin with /api/v1."""

from shouwang.office.api.resources import (
    areas,
    findings,
    households,
    import_lists,
    imports,
    me,
    packs,
    reasons,
    runs,
    tables,
)

ROUTERS = (
    ("", me.router),
    ("", areas.router),
    ("", imports.router),
    ("", import_lists.router),
    ("", tables.router),
    ("", households.router),
    ("", runs.router),
    ("", findings.router),
    ("", reasons.router),
    ("", packs.router),
)
