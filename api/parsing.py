"""Reading JSON bodies: no more than a request may carry, and nothing nested beyond reading."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, parsers, status


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("Nội dung gửi lên quá lớn: hãy chia nhỏ.")
    default_code = "too_large"


class BoundedJSON(parsers.JSONParser):
    """As much JSON as an upload may have bytes: the framework's own parser reads whatever comes."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        content = stream.read(settings.UPLOAD_LIMIT_BYTES + 1)
        if len(content) > settings.UPLOAD_LIMIT_BYTES:
            raise TooLarge
        try:
            parsed: dict[str, Any] = super().parse(BytesIO(content), media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError(gettext_lazy("Nội dung lồng nhau quá sâu, không đọc được.")) from error
        return parsed
