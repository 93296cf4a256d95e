"""The named cast: nobody is a superuser, everybody was appointed to something or to nothing.

青山村 (430921104201) and 白云村 (430921104202) lie in 青山镇 (430921104000), 南县 (430921000000); 远山村 (430922100201)
lies in the next county.
"""

from dataclasses import dataclass
from datetime import date

from shouwang.office.accounts.models import Appointment, User
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor, acting

PROVINCE, CITY, COUNTY = "430000000000", "430900000000", "430921000000"
TOWNSHIP, VILLAGE, NEIGHBOUR = "430921104000", "430921104201", "430921104202"
OTHER_COUNTY, OTHER_TOWNSHIP, FAR = "430922000000", "430922100000", "430922100201"
AREAS = (
    # code            name          level
    (PROVINCE,        "湖南省",     "province"),
    (CITY,            "益阳市",     "city"),
    (COUNTY,          "南县",       "county"),
    (TOWNSHIP,        "青山镇",     "township"),
    (VILLAGE,         "青山村",     "village"),
    (NEIGHBOUR,       "白云村",     "village"),
    (OTHER_COUNTY,    "桃江县",     "county"),
    (OTHER_TOWNSHIP,  "远山镇",     "township"),
    (FAR,             "远山村",     "village"),
)  # fmt: skip
PEOPLE = (
    # username    name    role                  area            department
    ("achun",     "阿春", "village_cadre",      VILLAGE,        ""),
    ("laobai",    "老白", "village_cadre",      NEIGHBOUR,      ""),
    ("laozhou",   "老周", "village_cadre",      FAR,            ""),
    ("xiaoman",   "小满", "township_clerk",     TOWNSHIP,       ""),
    ("luozhen",   "罗镇", "township_leader",    TOWNSHIP,       ""),
    ("linjie",    "林姐", "county_office",      COUNTY,         ""),
    ("laohe",     "老何", "county_office",      COUNTY,         ""),
    ("bangfu",    "方大哥", "helper",           VILLAGE,        ""),
    ("duiyuan",   "队员", "resident_member",    VILLAGE,        ""),
    ("yibao",     "易姐", "department_officer", COUNTY,         "medical_insurance"),
    ("ducha",     "杜查", "inspector",          COUNTY,         ""),
    ("shenji",    "沈工", "auditor",            COUNTY,         ""),
    ("guanli",    "关工", "administrator",      COUNTY,         ""),
    ("xiaochen",  "小陈", "",                   "",             ""),
)  # fmt: skip
PASSWORD = "Qingshan-2026"
START = date(2026, 1, 1)


@dataclass(frozen=True)
class Cast:
    achun: User
    laobai: User
    laozhou: User
    xiaoman: User
    luozhen: User
    linjie: User
    laohe: User
    bangfu: User
    duiyuan: User
    yibao: User
    ducha: User
    shenji: User
    guanli: User
    xiaochen: User


def assemble() -> Cast:
    """The areas and everybody's appointment, since START."""
    with acting(Actor("system:tests")):
        for code, name, level in AREAS:
            Area(code=code, name=name, level=level, valid_from=START).save(force_insert=True)
        return Cast(**{username: _person(username, *rest) for username, *rest in PEOPLE})


def _person(username: str, name: str, role: str, area: str, department: str) -> User:
    user = User(username=username, full_name=name, must_change_password=False)
    user.set_password(PASSWORD)
    user.save()
    if role:
        Appointment(user=user, role=role, area_code=area, department=department, since=START).save()
    return user
