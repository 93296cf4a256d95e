"""Households and persons: their row is the present, and what it said before lies in `…Past`."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.office.journal.recorded import Recorded, RecordedQuerySet
from shouwang.office.kit.beginnings import Bytewise
from shouwang.office.kit.scope import AreaQuerySet
from shouwang.office.kit.sealing import sealed_of
from shouwang.office.registry.facts import HouseholdFacts, PersonFacts


class RecordQuerySet(AreaQuerySet, RecordedQuerySet):  # type: ignore[override]
    pass


class PresentQuerySet(RecordQuerySet):  # type: ignore[override]
    def present(self) -> "PresentQuerySet":
        return self.filter(ended_on=None)


class Present(models.Model):
    """The present state of something with an identity; beside it `…Past` holds what it said before."""

    version = models.PositiveIntegerField(default=1)
    """Counts changes: whoever saves says which one they saw."""

    class Meta:
        abstract = True


class Past(models.Model):
    """A state that something else took the place of: only ever added (past/history.py), in the order of becoming known."""

    until = models.DateField(_("至"))
    """Not included; the same as `since` where it turned out never to have been so."""
    replaced_at = models.DateTimeField()
    version = models.PositiveIntegerField(null=True)
    """The number it had as the present; nothing: it became known only when it was past."""

    class Meta:
        abstract = True


UNTIL = models.CheckConstraint(
    condition=Q(until__gte=F("since")), name="%(app_label)s_%(class)s_until_is_later"
)


WATCHED = ("unstable_lifted", "marginal", "sudden_hardship")
"""Types of monitoring."""
OWED = Q(origin__in=("lifted", "registered_poor")) | Q(monitoring_type__in=WATCHED)
"""Households that must have a helper: lifted, registered or monitored."""


class Household(Recorded, Present, HouseholdFacts):
    household_id = models.CharField(_("户编码"), max_length=40, unique=True)
    members = models.PositiveSmallIntegerField(_("家庭人口"), default=0)
    """Persons present; kept by whatever adds or ends a person."""

    objects: ClassVar[Any] = PresentQuerySet.as_manager()
    unrecorded = frozenset({"recorded_at", "version", "restored_by", "phone_digest"})

    class Meta(HouseholdFacts.Meta):
        abstract = False
        verbose_name = _("农户")
        indexes = (
            models.Index(fields=("phone_digest",), name="registry_household_phone"),
            models.Index(
                fields=("head_name",), opclasses=("varchar_pattern_ops",), name="registry_household_prefix"
            ),
            # Of a place, in the order of the list; with those who are gone, whom earlier days ask for.
            models.Index(fields=("area_code", "household_id"), name="registry_household_place"),
            models.Index(
                fields=("head_name", "household_id"),
                condition=Q(ended_on=None),
                name="registry_household_head",
            ),
            models.Index(
                fields=("monitoring_type", "area_code", "household_id"),
                condition=Q(ended_on=None),
                name="registry_household_watch",
            ),
            # Their number stands on the county's desk.
            models.Index(
                fields=("area_code", "household_id", "id"),
                condition=Q(ended_on=None) & OWED,
                name="registry_household_owed",
            ),
        )

    def __str__(self) -> str:
        return self.head_name or self.household_id

    @property
    def journal_ident(self) -> str:
        return str(self.household_id)

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return linked(line, "pk")


CLOSED_OF_HOME = tuple(f"household__{name}" for name in sealed_of(Household))
"""Left closed where a household comes along with something else: nothing of these is shown."""


class HouseholdPast(HouseholdFacts, Past):
    household = models.ForeignKey(Household, models.PROTECT, related_name="past")
    members = models.PositiveSmallIntegerField(default=0)

    class Meta(HouseholdFacts.Meta):
        abstract = False
        constraints = (*HouseholdFacts.Meta.constraints, UNTIL)
        indexes = (models.Index(fields=("area_code",), name="registry_householdpast_place"),)


class Person(Recorded, Present, PersonFacts):
    person_id = models.CharField(_("人员编码"), max_length=40, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="persons", verbose_name=_("农户"))

    objects: ClassVar[Any] = PresentQuerySet.as_manager()
    unrecorded = frozenset(
        {"recorded_at", "version", "restored_by", "id_number_digest", "phone_digest", "name_initials"}
    )

    class Meta(PersonFacts.Meta):
        abstract = False
        verbose_name = _("家庭成员")
        indexes = (
            models.Index(fields=("id_number_digest",), name="registry_person_number"),
            models.Index(fields=("phone_digest",), name="registry_person_phone"),
            # Beginnings of names, with the place: whoever lies elsewhere is passed without reading their row, and a
            # village has its own (homes/lookup.py).
            models.Index(
                Bytewise("name"), "area_code", "id", condition=Q(ended_on=None), name="registry_person_called"
            ),
            models.Index(
                Bytewise("name_initials"),
                "area_code",
                "id",
                condition=Q(ended_on=None),
                name="registry_person_letters",
            ),
            models.Index(
                "area_code",
                Bytewise("name"),
                "id",
                condition=Q(ended_on=None),
                name="registry_person_villager",
            ),
            models.Index(fields=("area_code", "person_id"), name="registry_person_place"),
            models.Index(
                fields=("name", "person_id"), condition=Q(ended_on=None), name="registry_person_name"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.person_id

    @property
    def journal_ident(self) -> str:
        return str(self.person_id)

    @classmethod
    def linked_to(cls, line: int) -> Q:
        return linked(line)


class PersonPast(PersonFacts, Past):
    person = models.ForeignKey(Person, models.PROTECT, related_name="past")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta(PersonFacts.Meta):
        abstract = False
        constraints = (*PersonFacts.Meta.constraints, UNTIL)
        indexes = (models.Index(fields=("area_code",), name="registry_personpast_place"),)


def linked(line: int, through: str = "household") -> Q:
    """Of households linked to an appointment – themselves: being linked to their village opens none of them.

    A subquery: a join would show a household once for each of its links.
    """
    link: Any = Household._meta.get_field("links").related_model
    own = link._base_manager.filter(line=line, until=None, household__isnull=False)
    return Q(**{f"{through}__in": own.values("household")})
