"""The list of imports says where each stands, of which files it is, and finds what waits for somebody."""

import pytest
from django.urls import reverse
from tests.office.imports.conftest import book

from shouwang.office.imports import batches, stands
from shouwang.office.imports.models import Batch, BatchFile
from shouwang.office.jobs.models import State as Ended

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def put(send):
    """A batch that stands somewhere, as if work on it had ended so."""

    def standing(state, job=None, guards=(), name="名单.xlsx", **more):
        batch = send()
        batch.state, batch.guards = state, list(guards)
        for field, value in more.items():
            setattr(batch, field, value)
        batch.save()
        if job:
            batch.job.state = job
            batch.job.save(update_fields=["state"])
        BatchFile.objects.filter(batch=batch).update(name=name)
        return batch

    return standing


def told(batch):
    found = stands.told(Batch.objects.filter(pk=batch.pk)).get().stands
    return str(dict(stands.STANDS)[found])


GUARDED = [{"code": "gone", "why": "太多户退出。"}]


@pytest.mark.parametrize(
    ("state", "job", "guards", "said"),
    [
        (State.UPLOADED, None, [], "已上传"),
        (State.READING, Ended.RUNNING, [], "正在读取"),
        (State.READING, Ended.REFUSED, [], "读取失败"),
        (State.READING, Ended.FAILED, [], "读取失败"),
        (State.READING, Ended.CANCELLED, [], "已取消读取"),
        (State.COMPARING, Ended.FAILED, [], "比对失败"),
        (State.COMPARED, None, [], "待确认"),
        (State.COMPARED, None, GUARDED, "被拦下，等有权的人确认"),
        (State.COMMITTING, Ended.CANCELLED, [], "已取消写入"),
        (State.UNDOING, Ended.REFUSED, [], "撤销失败"),
        (State.DISCARDED, None, [], "已放弃"),
    ],
)
def test_the_list_says_where_each_stands(put, state, job, guards, said):
    assert told(put(state, job, guards)) == said


def test_everything_it_can_say_has_a_word():
    ways = {f"{state}-{end}" for state in stands.BEFORE for end in (stands.FAILED, stands.CANCELLED)}

    assert {one for one, _label in stands.STANDS} == {*State.values, *ways, stands.STOPPED}
    assert len(stands.STANDS) == len(dict(stands.STANDS))


def test_what_was_confirmed_waits_no_longer(cast, put):
    batch = put(State.COMPARED, guards=GUARDED)
    assert list(Batch.objects.stopped()) == [batch]

    batches.force(batch, reason="核对过", by=cast.luozhen)

    assert (told(batch), list(Batch.objects.stopped())) == ("待确认", [])


def test_files_rows_and_filters(cast, as_, put):
    put(State.READ, name="三月名单.xlsx")
    put(State.READING, Ended.CANCELLED, name="四月名单.xlsx")
    client = as_(cast.xiaoman)

    page = client.get(reverse("imports:batches")).content.decode()
    assert all(text in page for text in ("三月名单.xlsx", "四月名单.xlsx", "待核对", "已取消读取"))
    for query in ({"f_stands": "reading-cancelled"}, {"f_file": "四月"}):
        found = client.get(reverse("imports:batches"), query).context["page"]
        assert [row.file for row in found.matching] == ["四月名单.xlsx"]
    assert stands.lines(Batch.objects.first())


def test_many_files_are_counted(send):
    batch = send(*(book(name=f"{number}.xlsx") for number in range(4)))

    assert stands.files([batch])[batch.pk] == "0.xlsx、1.xlsx、2.xlsx等 4 个文件"


def test_a_stopped_import_stands_on_the_desk_of_who_may_confirm_it(cast, as_, put):
    put(State.COMPARED)
    stopped = put(State.COMPARED, guards=GUARDED)
    client = as_(cast.luozhen)

    cards = client.get(reverse("desk")).context["waiting"]
    card = next(one for one in cards if one["label"] == "被拦下、等我确认的导入")
    listed = client.get(card["url"])

    assert (card["count"], card["urgent"]) == ("1", True)
    assert list(listed.context["page"].matching) == [stopped]
    assert "被拦下，等有权的人确认" in listed.content.decode()
    others = as_(cast.xiaoman).get(reverse("desk")).context["waiting"]
    assert card["label"] not in {one["label"] for one in others}


def test_the_card_of_what_is_to_be_worked_on_opens_as_many(cast, as_, put):
    waiting = [put(State.READ), put(State.COMPARED), put(State.COMPARED, guards=GUARDED)]
    put(State.COMMITTED)
    client = as_(cast.xiaoman)

    cards = client.get(reverse("desk")).context["waiting"]
    card = next(one for one in cards if one["label"] == "导入待处理")

    assert card["count"] == str(len(waiting))
    listed = client.get(card["url"]).context["page"]
    assert set(listed.matching) == set(waiting)
    # Whoever filters goes on looking at the same part.
    assert 'name="for" value="me"' in str(listed.filters["for"])
