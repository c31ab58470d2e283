"""Tables of accounts and of the roles granted to them."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.organisation import Authority, Cluster, Person, Unit


class Account(AbstractUser):
    """A log-in of one authority; an account without an authority can do nothing but administer records."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="account")

    def __str__(self) -> str:
        return self.username


class RoleGrant(models.Model):
    """A role over one place between two moments; it is ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True)
    own_record_only = models.BooleanField(default=False)
    granted_by = models.CharField(max_length=150)
    granted_at = models.DateTimeField()
    ends_on = models.DateField(null=True, help_text="the last day, where it is for a time")
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "unit", "cluster"),
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="grant_once",
            ),
            models.CheckConstraint(condition=Q(unit=None) | Q(cluster=None), name="grant_one_place"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="grant_ended_by_and_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.account_id}"
