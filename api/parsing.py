"""Reading JSON bodies strictly: what is nested beyond reading or holds what is no text is refused, not stumbled over."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import exceptions, parsers


class StrictJSON(parsers.JSONParser):
    """JSON whose texts can be stored and answered: ``"\\ud800"`` alone is no text, though JSON can spell it."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        content = stream.read()
        try:
            parsed: dict[str, Any] = super().parse(BytesIO(content), media_type, parser_context)
            if b"\\ud" in content.lower():
                json.dumps(parsed, ensure_ascii=False).encode()
        except RecursionError as error:
            raise exceptions.ParseError(gettext_lazy("Nội dung lồng nhau quá sâu, không đọc được.")) from error
        except UnicodeEncodeError as error:
            raise exceptions.ParseError(gettext_lazy("Nội dung có ký tự không phải là văn bản.")) from error
        return parsed
