"""Whether the public honour roll names a person: decided by themselves, or by the standing office with a reason."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import actor, moment
from emulation import withheld_names


class WithheldNameIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=withheld_names.LONGEST, allow_blank=True, default="")


class WithheldNameView(APIView):
    @extend_schema(request=WithheldNameIn, responses={204: None})
    def put(self, request: Request, person: str) -> Response:
        """The public honour roll names the person no more; the standing office says why."""
        data = WithheldNameIn(data=request.data)
        data.is_valid(raise_exception=True)
        withheld_names.withhold(person, by=actor(request), at=moment(), **data.validated_data)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, person: str) -> Response:
        """The roll names them again, where the same had it withheld."""
        withheld_names.show_again(person, by=actor(request), at=moment())
        return Response(status=204)
