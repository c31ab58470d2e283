"""How far a batch of certificates is, what is left of it, and how large its downloads are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, Sum

from certificates.models import Batch, Certificate

SLOW = timedelta(minutes=10)
"""After so long without any new certificate somebody should look."""
_MEMBER = 260
"""What the ZIP says of each file beside the file, in bytes, names included."""
_PAGE, _PACKED = 1_400, 1_000


@dataclass(frozen=True)
class Progress:
    """``lots`` are the stretches that workers make one by one: what is done of them survives every restart."""

    batch: Batch
    made: int
    lots: int
    lots_done: int
    moved_at: datetime | None
    at: datetime

    @property
    def percent(self) -> int:
        return 100 * self.made // self.batch.total if self.batch.total else 0

    @property
    def done(self) -> bool:
        return self.batch.state == Batch.DONE

    @property
    def waits(self) -> bool:
        """Nothing is made before the decision's paper counts."""
        return self.batch.state == Batch.GATHERED

    @property
    def left(self) -> timedelta | None:
        """How long it will go on at the pace so far; unknown before anything is made."""
        if self.done or not self.made or self.batch.sealed_at is None:
            return None
        so_far = self.at - self.batch.sealed_at
        return so_far * (self.batch.total - self.made) / self.made

    @property
    def still(self) -> timedelta | None:
        """How long nothing has been made, where that is longer than usual."""
        since = self.moved_at or self.batch.sealed_at
        if self.done or self.waits or since is None or self.at - since < SLOW:
            return None
        return self.at - since


def progress(batch: Batch, at: datetime) -> Progress:
    through = Q(done_at__isnull=False)
    told = batch.chunks.aggregate(
        made=Sum("size", filter=through), lots=Count("pk"), done=Count("pk", filter=through), moved=Max("done_at")
    )
    made = batch.total if batch.state == Batch.DONE else told["made"] or 0
    return Progress(batch, made, told["lots"], told["done"], told["moved"], at)


def sizes(batch: Batch) -> Mapping[str, int]:
    """About how many bytes each download of a batch that is done has, by its kind: what is said before somebody begins one."""
    held = batch.certificates.filter(state=Certificate.ISSUED)
    told = held.aggregate(total=Sum("size"), count=Count("pk"), largest=Max("size"))
    total, count, largest = (told[name] or 0 for name in ("total", "count", "largest"))
    return {"zip": total + _MEMBER * count, "pdf": largest + _PAGE * count, "tar.zst": largest + _PACKED * count}
