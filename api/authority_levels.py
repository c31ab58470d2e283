"""Which administrative level the authority has, from which day on."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation import authority_levels
from emulation.models import AuthorityLevel


class AuthorityLevelIn(serializers.Serializer[Any]):
    """``level``: a code of the catalogue: agency, commune, district, province, ministry, central."""

    level = serializers.CharField(max_length=16)
    valid_from = serializers.DateField()
    legal_basis = serializers.CharField(max_length=authority_levels.LONGEST)


class AuthorityLevelOut(serializers.ModelSerializer[AuthorityLevel]):
    class Meta:
        model = AuthorityLevel
        fields = ("id", "level", "valid_from", "valid_to", "legal_basis")


class AuthorityLevelsView(APIView):
    @extend_schema(responses=AuthorityLevelOut(many=True))
    def get(self, request: Request) -> Response:
        """The levels that the authority had and has, in their order."""
        rows = authority_levels.history(actor(request).authority)
        return Response([AuthorityLevelOut(row).data for row in rows])

    @extend_schema(request=AuthorityLevelIn, responses={201: AuthorityLevelOut})
    def post(self, request: Request) -> Response:
        """Write down the level from a day on."""
        data = AuthorityLevelIn(data=request.data)
        data.is_valid(raise_exception=True)
        row = authority_levels.record(**data.validated_data, by=actor(request), at=moment())
        return Response(AuthorityLevelOut(row).data, status=201)
