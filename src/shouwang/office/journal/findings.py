"""What verifying finds: where, what, and what to do about it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.journal import chain

HEAD_ALTERED, ENDS_ALTERED, ENDS_MISSING = "head_altered", "ends_altered", "ends_missing"
AT_HOME = {HEAD_ALTERED, ENDS_ALTERED, ENDS_MISSING}
"""Findings that are not of the data base."""
WHAT: dict[str, Any] = {
    "altered": gettext_lazy("内容或校验值被改动过"),
    "replaced": gettext_lazy("整条被换过：自身校验值相符，但后一条接的不是它"),
    "swapped": gettext_lazy("两条被互换"),
    "removed": gettext_lazy("被删除"),
    "inserted": gettext_lazy("不是系统写入的：插在链中，或接在链尾之后"),
    "cut_off": gettext_lazy("链尾被截去"),
    "end": gettext_lazy("链尾记录被改动过，或最后一条被换过"),
    "end_foreign": gettext_lazy("链尾记录没有本系统密钥的印记：它后面原有的可能已被截去"),
    "lane_missing": gettext_lazy("链尾记录不见了"),
    "rewritten": gettext_lazy("与封印、另存的链头或数据目录里留的链尾不符：从这里往前被重写过"),
    "seal_altered": gettext_lazy("封印被改动过"),
    "seal_missing": gettext_lazy("封印不见了"),
    "seal_foreign": gettext_lazy("封印不是用本系统的密钥盖的"),
    "head": gettext_lazy("封印与另存的链头不符：日志整体被重写过"),
    HEAD_ALTERED: gettext_lazy("数据目录里的 journal-head.json 读不出来，或被改动过"),
    ENDS_ALTERED: gettext_lazy("数据目录里的 journal-ends.json 读不出来，或不是用本系统的密钥写的"),
    ENDS_MISSING: gettext_lazy("数据目录里的 journal-ends.json 不见了"),
    "unguarded": gettext_lazy("数据库里防改动的触发器不见了，或被换成了不起作用的"),
    "table_missing": gettext_lazy("日志的表不见了"),
    "unreadable": gettext_lazy("读不出来：数据库里的值已损坏"),
}
AGAIN = gettext_lazy(
    "请运行 shouwang journal show 看其前后各条，并与备份、纸质链头核对，查明谁能直接改动数据库。"
)
RESTORED = gettext_lazy(
    "请与备份、纸质链头核对，查明谁能直接改动数据库。若是不经 shouwang restore 恢复了数据库，"
    "请把数据目录里的 journal-head.json 和 journal-ends.json 移出，连同情况说明存档。"
)
REMEDIES: dict[str, Any] = {
    "end_foreign": gettext_lazy(
        "请核对密钥目录是否与数据库同一份；若同一份，有人直接改过数据库：请与备份、纸质链头核对，看截去了什么。"
    ),
    "seal_foreign": gettext_lazy("请核对密钥目录是否与数据库同一份；若同一份，封印是别人伪造的。"),
    "seal_missing": RESTORED,
    "cut_off": RESTORED,
    "rewritten": RESTORED,
    HEAD_ALTERED: gettext_lazy(
        "请与备份、纸质链头核对，查明谁能改动数据目录；查明以后把这个文件移出存档，下次封印时会重新写。"
    ),
    ENDS_ALTERED: gettext_lazy(
        "请核对密钥目录是否与数据库同一份；若同一份，请与备份、纸质链头核对，查明谁能改动数据目录；"
        "查明以后把这个文件移出存档，几秒钟后会重新写。"
    ),
    ENDS_MISSING: gettext_lazy(
        "请查明谁能改动数据目录，与备份、纸质链头核对；查明以后把 journal-head.json 也移出存档，两个文件都会重新写。"
    ),
    "table_missing": gettext_lazy("请查明谁能直接改动数据库，再用 shouwang restore 从备份恢复。"),
    "unguarded": gettext_lazy("请查明谁删除或换掉了触发器，再运行 shouwang init 或数据库迁移重新装上。"),
}


@dataclass(frozen=True)
class Finding:
    """`lane` and `number` of an entry, `until` the last number where there are several; or the number of a `seal`."""

    code: str
    lane: int | None = None
    number: int | None = None
    until: int | None = None
    seal: int | None = None
    about: str = ""
    """Time, actor, action of the entry as it stands there now."""

    @property
    def where(self) -> str:
        if self.seal is not None and self.lane is None:
            return _("封印第 %s 号") % self.seal
        if self.lane is None:
            return _("数据目录") if self.code in AT_HOME else _("数据库")
        if self.number is None:
            return _("链 %s") % self.lane
        place = _("链 %(lane)s 第 %(number)s 条") % {"lane": self.lane, "number": self.number}
        return (
            place
            if self.until in (None, self.number)
            else _("%(place)s至第 %(until)s 条") % {"place": place, "until": self.until}
        )

    @property
    def what(self) -> str:
        return str(WHAT[self.code])

    @property
    def remedy(self) -> str:
        return str(REMEDIES.get(self.code, AGAIN))

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "where": self.where, "what": self.what, "remedy": self.remedy}


def about(said: Sequence[Any]) -> str:
    told = "　".join(str(said[place]) for place in (chain.AT, chain.ACTOR, chain.ACTION))
    # Bytes that are no text (sources._legible), as nothing else could print them.
    return told.encode("utf-8", "backslashreplace").decode("utf-8")
