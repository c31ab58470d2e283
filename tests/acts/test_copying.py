"""Bulk inserts: what comes in by COPY is what was given, to the last character."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from emulation.models import Standing
from emulation.models.copying import insert_by_copy
from tests.world import World

AWKWARD = 'Phường "Hàng\tBồ"\\N; điểm\n92,5'


def lines(world: World, *subjects: str) -> list[Standing]:
    ranking = Standing.objects.filter(authority=world.home.code).earliest("id").ranking_id
    return [
        Standing(
            authority_id=world.home.code,
            ranking_id=ranking,
            subject=subject,
            name=AWKWARD,
            score=Decimal("92.500000") if place else None,
            inputs={"sheet": {AWKWARD: None}, "vetoes": [AWKWARD]},
            order=place,
        )
        for place, subject in enumerate(subjects)
    ]


def test_rows_that_come_in_by_copy_are_those_that_were_given(world: World) -> None:
    given = lines(world, "X1", "X2", "X3")
    insert_by_copy(given)
    found = Standing.objects.filter(pk__in=[row.pk for row in given]).order_by("order")
    names = [field.attname for field in Standing._meta.concrete_fields]
    assert [[getattr(row, name) for name in names] for row in found] == [
        [getattr(row, name) for name in names] for row in given
    ]


def test_one_row_too_many_and_none_comes_in(world: World) -> None:
    before = Standing.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_by_copy(lines(world, "X1", "X2", "X1"))
    assert Standing.objects.count() == before


def test_no_rows_need_no_database() -> None:
    insert_by_copy([])
