"""The search over everything: people, units, campaigns, dossiers, decisions and certificates, without accents."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, today
from certificates import finding
from emulation import visibility
from emulation.boards import search
from emulation.boards.search import Found, Hit

CERTIFICATES = "certificates"
GROUPS = (*search.READERS, CERTIFICATES)


class HitOut(serializers.Serializer[Any]):
    title = serializers.CharField()
    detail = serializers.CharField(help_text="a code, a number or a unit that tells it from others of the name")
    state = serializers.CharField(help_text="empty for what has none")
    about = serializers.DictField(child=serializers.CharField(), help_text="its kind and what its address is made of")


class SearchHitOut(serializers.Serializer[Any]):
    group = serializers.ChoiceField(choices=GROUPS)
    total = serializers.IntegerField(help_text=f"up to {search.MOST}")
    hits = HitOut(many=True)


def _certificates(request: Request, sought: str, few: int) -> Found:
    by = actor(request)
    rows = finding.search(sought, by=by, units=visibility.own_units(by, today()), most=search.MOST)
    hits = [
        Hit(
            row.recipient_name,
            f"{row.register_number}/{row.register_year}",
            {"page": "certificate", "certificate": str(row.pk)},
            row.state,
        )
        for row in rows[:few]
    ]
    return Found(CERTIFICATES, tuple(hits), len(rows))


class SearchView(APIView):
    @extend_schema(
        responses=SearchHitOut(many=True),
        parameters=[
            OpenApiParameter("q", str, description="two signs at least, with or without accents"),
            OpenApiParameter("group", str, enum=GROUPS, description="all of one group instead of a few of each"),
        ],
    )
    def get(self, request: Request) -> Response:
        """What the reader may know of that has all these words; certificates also by their number in the register."""
        asked = request.query_params
        sought, group = search.readable(asked.get("q", "")), asked.get("group", "")
        found = [] if group == CERTIFICATES else search.search(sought, group=group, by=actor(request), on=today())
        if sought and group in ("", CERTIFICATES):
            found += [one] if (one := _certificates(request, sought, search.MOST if group else search.FEW)).hits else []
        return Response(SearchHitOut(found, many=True).data)
