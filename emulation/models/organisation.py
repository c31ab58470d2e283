"""Tables of the organisation: authorities, units and people, every changing fact with the dates between which it holds."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7


class Authority(models.Model):
    """A tenant: the ward, district, department or province that runs its own emulation work."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=200)
    head_title = models.CharField(max_length=200, help_text="as on a decision: Chủ tịch Ủy ban nhân dân quận …")
    place = models.CharField(max_length=100, help_text="địa danh before the date of a document")
    document_mark = models.CharField(max_length=30, default="QĐ-UBND", help_text="ký hiệu after a decision's number")

    def __str__(self) -> str:
        return self.name


class Cluster(models.Model):
    """An emulation cluster or bloc (cụm, khối thi đua), inside which units are compared."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="cluster_code_once"),)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit as an identity; its name, kind, parent and cluster are dated rows of `UnitVersion`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="unit_code_once"),)

    def __str__(self) -> str:
        return self.code


def in_force(on: date, prefix: str = "") -> Q:
    """Rows that hold on a day: from ``valid_from`` up to and without ``valid_to``."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__gt": on}) | Q(**{f"{prefix}valid_to__isnull": True})
    )


class UnitVersion(models.Model):
    """What a unit is between two days. A unit without a version in force has been dissolved or is not founded yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "valid_from"), name="unit_version_once"),
            models.UniqueConstraint(fields=("unit",), condition=Q(valid_to=None), name="unit_one_open_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_version_runs_forward"
            ),
        )
        indexes = (models.Index(fields=("authority", "valid_from"), name="unit_version_by_day"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"


class UnitSuccession(models.Model):
    """Who took over from whom: one row per pair of a merge, a split or a dissolution with a successor."""

    MERGE, SPLIT, DISSOLVE = "merge", "split", "dissolve"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="predecessions")
    effective_on = models.DateField()
    legal_basis = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor", "successor"), nulls_distinct=False, name="unit_succession_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Person(models.Model):
    """A member of staff. Where they serve, as what, is a dated `Posting`."""

    FEMALE, MALE = "nữ", "nam"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    full_name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=800, help_text="given name first, in Vietnamese order")
    gender = models.CharField(max_length=3, choices=((FEMALE, FEMALE), (MALE, MALE)))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("authority", "code"), name="person_code_once"),)
        indexes = (models.Index(fields=("authority", "search_name"), name="person_by_name"),)

    def __str__(self) -> str:
        return self.full_name


class Posting(models.Model):
    """A person's place in a unit between two days; a transfer ends one row and begins the next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(max_length=200)
    duty_group = models.CharField(max_length=100, help_text="nhóm vị trí việc làm, inside which quotas are counted")
    is_head = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "valid_from"), name="posting_once"),
            models.UniqueConstraint(fields=("person",), condition=Q(valid_to=None), name="person_one_open_posting"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="posting_runs_forward"
            ),
        )
        indexes = (models.Index(fields=("unit", "valid_from"), name="posting_by_unit"),)

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.unit_id}"
