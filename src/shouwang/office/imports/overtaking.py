"""What others did between the comparison and the commit: versions tell most of it, but not who else is a head by now."""

from pathlib import Path

import pyarrow.parquet as pq
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.errors import Refused
from shouwang.office.registry.writing import bulk

SOUND = "sound_household"
UNSOUND = (
    "SELECT count(*) FROM (SELECT h.id FROM registry_household h JOIN {staged} s ON s.id = h.id"
    " LEFT JOIN registry_person p ON p.household_id = h.id AND p.ended_on IS NULL WHERE h.ended_on IS NULL"
    " GROUP BY h.id HAVING count(p.id) = 0 OR sum(CASE WHEN p.relation = 'head' THEN 1 ELSE 0 END) > 1"
    " OR sum(CASE WHEN p.relation = 'head' OR p.relation IS NULL THEN 1 ELSE 0 END) = 0) unsound"
)


def refuse_unsound(compared: Path) -> None:
    """After writing, inside the transaction: households that were to be sound, and are not.

    `compared`: the folder of the comparison.
    """
    path = compared / "sound.parquet"
    if not path.is_file():
        return
    bulk.stage(SOUND, pq.read_table(path))
    found = bulk.count(UNSOUND.format(staged=SOUND))
    if found:
        raise Refused(
            ngettext(
                "比对之后，有 %(n)s 户的成员被别人改动过，写入后户主不止一人、没有户主或没有成员。",
                "比对之后，有 %(n)s 户的成员被别人改动过，写入后户主不止一人、没有户主或没有成员。",
                found,
            )
            % {"n": found},
            _("请重新比对，看过新的预览再写入。"),
        )
