"""Published templates whose codes lead to a public address that is not the installation's any more."""

import re
from dataclasses import dataclass

from django.db.models import BinaryField, F
from django.db.models.functions import Substr

from certificates import printing
from certificates.models import TemplateVersion

_HEAD = 400
_ADDRESS = re.compile(rb'"address":"([^"]{1,300})"')


@dataclass(frozen=True)
class Moved:
    """A version that prints ``printed`` into its codes."""

    version: TemplateVersion
    printed: str


def moved(authority: str) -> list[Moved]:
    """The versions that new certificates would be printed with, each with the address that it was published with. The address
    stands at the head of what was compiled; no more of it is read."""
    rows = TemplateVersion.objects.filter(template__authority=authority, state=TemplateVersion.PUBLISHED)
    rows = rows.defer("compiled", "layout").select_related("template").order_by("template__code", "number")
    now, found = printing.address(), []
    for row in rows.annotate(head=Substr(F("compiled"), 1, _HEAD, output_field=BinaryField())):
        said = _ADDRESS.search(bytes(row.head))
        if said and said[1].decode() != now:
            found.append(Moved(row, said[1].decode()))
    return found
