"""Entity, attribute, value: the tables of the comparison, which exist in the benchmark's own database alone."""

from django.db import models


class Cluster(models.Model):
    class Meta:
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class Unit(models.Model):
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE)

    class Meta:
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class Staff(models.Model):
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE)

    class Meta:
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class Criterion(models.Model):
    weight = models.PositiveIntegerField()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


class Evaluation(models.Model):
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="evaluations")
    month = models.PositiveSmallIntegerField()
    bonus = models.DecimalField(max_digits=5, decimal_places=2)
    deduction = models.DecimalField(max_digits=5, decimal_places=2)
    vetoed = models.BooleanField()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.staff_id} {self.month}"


class Score(models.Model):
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE)
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.criterion_id}"


TABLES = (Cluster, Unit, Staff, Criterion, Evaluation, Score)
