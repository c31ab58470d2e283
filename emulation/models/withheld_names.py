"""The table of people whose name the public honour roll withholds."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.organisation import Authority, Person


class WithheldName(models.Model):
    """One row for each person whose name is withheld. ``of_person`` says that they asked for it themselves; otherwise the office
    withheld it for the reason given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="withheld_name")
    of_person = models.BooleanField()
    reason = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(of_person=True) | ~Q(reason=""), name="office_withholds_with_a_reason"),
        )

    def __str__(self) -> str:
        return str(self.person_id)
