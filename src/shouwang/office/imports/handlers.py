"""The kinds of jobs that imports have, and what they have done once a day; brought in when the app is ready."""

from django.utils.translation import gettext_lazy as _

from shouwang.office.imports import cleaning, committing, reading
from shouwang.office.jobs.duties import duty
from shouwang.office.jobs.handlers import handler

handler("imports.read", label=_("读取上传的表格"))(reading.run)
handler("imports.compare", label=_("与登记簿比对"))(committing.compare)
handler("imports.commit", label=_("写入登记簿"))(committing.commit)
handler("imports.undo", label=_("撤销导入"))(committing.undo)
duty("imports.clean")(cleaning.clean)
