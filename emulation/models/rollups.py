"""Tables of the live board: one small row for each subject of a campaign, and the histogram that ranks it among all.

Nothing here is a truth of its own: every row can be made again from evaluations and closed months.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from emulation.models.campaigns import Campaign
from emulation.models.organisation import Authority


class LiveBoard(models.Model):
    """A snapshot of rollups of a campaign's units or people; the current one follows every change, another one replaces it.

    ``version`` counts changes that the histogram has taken in; those that wait stand in `RankChange`.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="live_boards")
    subjects = models.CharField(max_length=10)
    current = models.BooleanField(default=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "subjects"), condition=Q(current=True), name="live_board_current_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subjects} of {self.campaign_id}"


class Rollup(models.Model):
    """What a subject's months add up to. ``months`` is what was added, month by month, so that it can be taken off again;
    ``total`` is the sum in units of the scheme's last decimal. ``listed`` rows stand on the board; those who are ``aside``
    have no place on it, because a ruling says that they are not eligible to be ranked."""

    id = models.BigAutoField(primary_key=True)
    board = models.ForeignKey(LiveBoard, on_delete=models.CASCADE, related_name="rollups", db_index=False)
    subject = models.CharField(max_length=40, help_text="code of the unit or person")
    name = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=40, help_text="as of the last month")
    cluster_code = models.CharField(max_length=40)
    listed = models.BooleanField(default=False)
    aside = models.BooleanField(default=False)
    months = models.JSONField(default=dict)
    total = models.TextField(default="0")
    scored = models.PositiveSmallIntegerField(default=0)
    top = models.PositiveSmallIntegerField(default=0)
    periods = models.JSONField(
        null=True, help_text="sum and number by period; null where all months are added up together"
    )
    vetoes = models.JSONField(null=True, help_text="months by veto; null for none")
    ties = models.JSONField(null=True, help_text="sum and months by component that breaks ties")
    score = models.DecimalField(max_digits=14, decimal_places=6, null=True, help_text="as it would be published")
    grade = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    score_key = models.BigIntegerField(null=True, help_text="orders; empty when not ranked")
    tie_key = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("board", "subject"), name="rollup_once"),)
        indexes = (
            models.Index(fields=("board", "cluster_code"), name="rollup_by_cluster"),
            models.Index(fields=("board", "unit_code"), name="rollup_by_unit"),
            models.Index(fields=("board", "score_key", "tie_key"), name="rollup_by_score"),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.total}/{self.scored}"


class RankBlock(models.Model):
    """The upper level of the histogram: how many stand in a block of cells."""

    id = models.BigAutoField(primary_key=True)
    board = models.ForeignKey(LiveBoard, on_delete=models.CASCADE, db_index=False)
    block = models.BigIntegerField()
    holders = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("board", "block"), name="rank_block_once"),)

    def __str__(self) -> str:
        return f"{self.block}: {self.holders}"


class RankCell(models.Model):
    """The lower level: how many have a score within one hundredth of a point."""

    id = models.BigAutoField(primary_key=True)
    board = models.ForeignKey(LiveBoard, on_delete=models.CASCADE, db_index=False)
    cell = models.BigIntegerField()
    holders = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("board", "cell"), name="rank_cell_once"),)

    def __str__(self) -> str:
        return f"{self.cell}: {self.holders}"


class RankChange(models.Model):
    """A change that the histogram has not taken in yet: so many more or fewer in a cell. Only ever inserted and taken in, so
    that no two evaluations wait for one counter (nor lock the board's row, as a constraint on ``board`` would). ``cell`` is
    empty where figures changed and no place did."""

    id = models.BigAutoField(primary_key=True)
    board = models.ForeignKey(LiveBoard, on_delete=models.CASCADE, db_constraint=False)
    cell = models.BigIntegerField(null=True)
    holders = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.cell} {self.holders:+d}"
