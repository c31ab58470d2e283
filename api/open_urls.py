"""Addresses for everybody, without a log-in."""

from django.urls import path

from api import open_pages

AUTHORITY = "public/<slug:authority>"
paths = [
    path(f"{AUTHORITY}/results", open_pages.OpenResultsView.as_view(), name="open-results"),
    path(f"{AUTHORITY}/results/<uuid:ranking_id>", open_pages.OpenResultView.as_view(), name="open-result"),
    path(f"{AUTHORITY}/honours", open_pages.HonourRollView.as_view(), name="open-honours"),
]
