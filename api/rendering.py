"""Answers that are files beside JSON: which media types there are, and that they are handed on as they are."""

from collections.abc import Mapping
from typing import Any

from rest_framework import renderers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileRenderer(renderers.JSONRenderer):
    """Hands a file on as it is; what is no file, such as a problem document, is JSON."""

    charset: str | None = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        content: bytes = super().render(data, accepted_media_type, renderer_context)
        return content


class CsvRenderer(FileRenderer):
    media_type = "text/csv"
    format = "csv"


class XlsxRenderer(FileRenderer):
    media_type = XLSX
    format = "xlsx"


class TextRenderer(FileRenderer):
    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"
