"""Tables of weekly task lists, their layers, and the figures of a sheet that follow from something else."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from emulation.models.accounts import Account
from emulation.models.evaluations import Evaluation
from emulation.models.organisation import Authority, Person, Unit


class TaskList(models.Model):
    """What one person was given and did in one week, named by its Monday, with what the last layer says of each task."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="task_lists")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    week = models.DateField(help_text="its Monday")
    state = models.CharField(max_length=10, default="draft")
    tasks = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    behalf = models.JSONField(default=dict)

    class Meta:
        ordering = ("-week", "person")
        constraints = (
            models.UniqueConstraint(fields=("person", "week"), name="task_list_once"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="week_begins_on_monday"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("submitted_by")), name="task_list_four_eyes"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.week}"


class TaskListLayer(models.Model):
    """What somebody wrote of a week's list, and why. Fixed for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    task_list = models.ForeignKey(TaskList, on_delete=models.PROTECT, related_name="layers")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    tasks = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    behalf = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("revision",)
        constraints = (models.UniqueConstraint(fields=("task_list", "revision"), name="task_layer_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.kind} {self.revision}"


class FedFigure(models.Model):
    """A figure that was proposed into a sheet from elsewhere, with the lines that it follows from. Another one in its leaf needs
    a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="fed_figures")
    leaf = models.CharField(max_length=40)
    points = models.CharField(max_length=40)
    exact = models.CharField(max_length=200, help_text="the share that the points follow from, as a fraction")
    sources = models.JSONField(help_text="the lists and tasks as they stood")
    at = models.DateTimeField()

    class Meta:
        ordering = ("leaf",)
        constraints = (models.UniqueConstraint(fields=("evaluation", "leaf"), name="fed_figure_once"),)

    def __str__(self) -> str:
        return f"{self.leaf} {self.points}"
