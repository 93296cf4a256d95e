"""The wizard in the browser, without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office import cast as people
from tests.office.imports.conftest import HEADER, ROWS, book

from shouwang.office.imports import batches
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import worker
from shouwang.office.kit import once
from shouwang.office.registry.models import Household


def uploaded(client, *streams):
    files = [SimpleUploadedFile(stream.name, stream.read()) for stream in streams or [book()]]
    # A form that is shown anew has a token of its own: the same file again is not the same form again.
    sent = {"uploads": files, "once": once.token(), "sender": "青山镇", "reference_on": "2026-06-01"}
    answer = client.post("/imports/upload/", {**sent, "area_code": people.TOWNSHIP})
    assert answer.status_code == 302, answer.content.decode()
    worker.work_off()
    return answer["Location"]


def test_a_clerk_walks_through_the_wizard(cast, as_):
    client = as_(cast.xiaoman)
    assert client.get("/imports/upload/").status_code == 200
    at = uploaded(client)
    assert "下一步" in client.get(at).content.decode()

    understood = client.get(f"{at}understood/").content.decode()
    assert "户编码" in understood and ROWS[0][5] not in understood

    column = f"{at}understood/0/{HEADER.index('备注甲')}/"
    assert "家庭住址" in client.get(column).content.decode()
    assert client.post(column, {"target": "households.address"}).status_code == 302
    assert "有改正还没有生效" in client.get(f"{at}understood/").content.decode()
    client.post(f"{at}read-again/", {"period": ""})
    worker.work_off()

    assert client.get(f"{at}problems/").status_code == 200
    client.post(f"{at}options/", {"reference_on": "2026-06-01", "blank": "keep", "absent": "keep"})
    worker.work_off()
    preview = client.get(f"{at}preview/").content.decode()
    assert "周满仓" in preview and "写入登记簿" in preview
    assert ROWS[0][5] not in client.get(f"{at}preview/?part=persons-new").content.decode()

    client.post(f"{at}commit/")
    worker.work_off()
    assert Household.objects.count() == 2
    assert "写入了什么" in client.get(at).content.decode()

    assert "撤销" in client.get(f"{at}undo/").content.decode()
    client.post(f"{at}undo/")
    worker.work_off()
    assert not Household.objects.present().exists()


def test_changes_are_shown_field_by_field(cast, as_, send, compared, step):
    step(compared(send()), batches.commit)
    changed = [[*row[:3], "九组", *row[4:]] for row in ROWS]
    batch = compared(send(book(changed)))

    shown = as_(cast.xiaoman).get(f"/imports/{batch.pk}/preview/?part=households-changed").content.decode()

    assert "<del>一组</del>" in shown and "<ins>九组</ins>" in shown
    assert "青山村" in shown


def test_after_writing_one_still_comes_to_the_problems(cast, as_, send, compared, step):
    batch = step(compared(send()), batches.commit)
    client = as_(cast.xiaoman)

    page = client.get(f"/imports/{batch.pk}/").content.decode()

    assert f"/imports/{batch.pk}/problems/" in page and "已写入" in page
    assert (
        f"/imports/{batch.pk}/options/" not in client.get(f"/imports/{batch.pk}/problems/").content.decode()
    )


PAGES = (
    "",
    "understood/",
    "understood/0/",
    "understood/0/3/",
    "problems/",
    "options/",
    "preview/",
    "marked/0/",
)


@pytest.mark.parametrize("page", PAGES)
def test_neighbours_and_strangers_find_no_page(cast, as_, send, compared, page):
    batch = compared(send())

    for who in (cast.laozhou, cast.achun, cast.xiaochen, cast.guanli):
        assert as_(who).get(f"/imports/{batch.pk}/{page}").status_code == 404, who
    answer = as_(cast.xiaoman).get(f"/imports/{batch.pk}/{page}")
    assert answer.status_code == 200
    answer.close()
    assert as_(None).get(f"/imports/{batch.pk}/{page}").status_code == 302


@pytest.mark.parametrize("page", ["read-again/", "commit/", "discard/", "undo/", "force/"])
def test_neighbours_cannot_post(cast, as_, send, compared, page):
    batch = compared(send())

    assert as_(cast.laozhou).post(f"/imports/{batch.pk}/{page}").status_code == 404
    batch.refresh_from_db()
    assert batch.state == Batch.State.COMPARED


def test_a_list_shows_only_the_own_batches(cast, as_, send):
    send()

    assert "青山镇" in as_(cast.xiaoman).get("/imports/").content.decode()
    assert as_(cast.laozhou).get("/imports/").status_code == 404


def test_text_of_a_cell_stays_text(cast, as_, send, compared):
    evil = "<script>alert(1)</script>"
    batch = compared(
        send(book([[*ROWS[0][:2], evil, evil, evil, *ROWS[0][5:]]], [*HEADER[:7], evil, HEADER[8]]))
    )

    client = as_(cast.xiaoman)
    for page in ("understood/", "problems/", "preview/", "preview/?part=persons-new"):
        assert evil not in client.get(f"/imports/{batch.pk}/{page}").content.decode(), page


def test_marked_workbooks_come_as_they_were_named(cast, as_, send):
    batch = send()

    answer = as_(cast.xiaoman).get(f"/imports/{batch.pk}/marked/0/")

    assert b"".join(answer.streaming_content).startswith(b"PK")
    answer.close()
    assert "utf-8''%E6%A0%87" in answer["Content-Disposition"]
