"""What somebody can do who owns the data base, and perhaps the key."""

from django.db import connection

from shouwang.office.journal import chain, ends, seals
from shouwang.office.journal.marks import mark, of_end
from shouwang.office.journal.models import Entry, Lane, Seal
from shouwang.office.journal.verify import verify

COUNT = 9
"""Entries of the story in conftest.py, those of two seals among them."""
COLUMNS = {
    "journal_entry": (*chain.FIELDS, "digest"),
    "journal_lane": ("number", "digest", "mark"),
    "journal_seal": ("number", "at", "heads", "previous", "digest", "mark"),
}


def found(*heads, **more):
    return [one for one in verify(*heads, **more) if one.code != "unguarded"]


def lane():
    return Entry.objects.values_list("lane", flat=True).first()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def place(*findings):
    return [(one.code, one.number, one.until) for one in findings]


def snapshot():
    with connection.cursor() as cursor:
        kept = {}
        for table, columns in COLUMNS.items():
            texts = [f"CAST({one} AS TEXT)" if one in ("at", "day") else one for one in columns]
            cursor.execute(f"SELECT id, {', '.join(texts)} FROM {table}")
            kept[table] = {row[0]: row[1:] for row in cursor.fetchall()}
    return kept


def restore(before):
    for table, rows in before.items():
        sql(f"DELETE FROM {table}")
        for key, row in rows.items():
            sql(
                f"INSERT INTO {table} (id, {', '.join(COLUMNS[table])}) VALUES ({', '.join(['%s'] * (len(row) + 1))})",
                key,
                *row,
            )


def said(entry):
    values = [getattr(entry, name) for name in chain.FIELDS]
    values[chain.AT] = chain.moment(entry.at)
    values[chain.FIELDS.index("day")] = entry.day.isoformat() if entry.day else None
    return values


def falsify(number):
    """Somebody who knows how digests are made."""
    entry = Entry.objects.get(number=number)
    entry.actor = "laobai"
    entry.digest = chain.digest(said(entry))
    entry.save()


def rewrite(begin):
    """All digests anew from an altered entry on, and the end of the lane."""
    digest = ""
    for entry in Entry.objects.filter(number__gte=begin).order_by("number"):
        entry.actor = "laobai" if entry.number == begin else entry.actor
        entry.previous = digest or entry.previous
        digest = entry.digest = chain.digest(said(entry))
        entry.save()
    Lane.objects.filter(pk=lane()).update(digest=digest)


def reseal():
    """With the key: seals that fit the rewritten chain.  Their entries do not, so these are written anew, too."""
    previous = chain.FIRST
    for made in Seal.objects.order_by("number"):
        (number, _digest) = ends.of(made.heads)[lane()]
        made.heads = chain.canonical({lane(): [number, Entry.objects.get(number=number).digest]})
        made.previous = previous
        previous = made.digest = seals.digest_of(made.number, chain.moment(made.at), made.heads, previous)
        made.mark = mark(made.digest)
        made.save()
        entry = Entry.objects.get(number=number + 1)
        entry.detail = chain.canonical({"number": made.number, "digest": made.digest})
        entry.save()
        rewrite_from(number + 1)
    mark_end()


def rewrite_from(begin):
    digest = Entry.objects.get(number=begin - 1).digest
    for entry in Entry.objects.filter(number__gte=begin).order_by("number"):
        entry.previous = digest
        digest = entry.digest = chain.digest(said(entry))
        entry.save()
    Lane.objects.filter(pk=lane()).update(digest=digest)


def mark_end():
    """With the key."""
    end = Lane.objects.get(pk=lane())
    Lane.objects.filter(pk=end.pk).update(mark=of_end(end.pk, end.number, end.digest))


def cut_back(number, mark=None):
    """`mark`: what is set in place of the one that stands there."""
    where = Lane.objects.filter(pk=lane())
    digest = Entry.objects.get(number=number).digest if number else chain.FIRST
    sql("DELETE FROM journal_entry WHERE number > %s", number)
    where.update(number=number, digest=digest)
    if mark is not None:
        where.update(mark=mark)


def forget_seals(number):
    """Of which only entries behind this number tell."""
    told = Entry.objects.filter(action=seals.SEALED, number__lte=number).count()
    sql("DELETE FROM journal_seal WHERE number > %s", told)


def end_of(where):
    """All that is stored of the end of a lane."""
    return Lane.objects.filter(pk=where).values("number", "digest", "mark").get()
