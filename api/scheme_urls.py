"""Addresses of drafts of schemes."""

from django.urls import path

from api import scheme_drafts

paths = [
    path("scheme-drafts", scheme_drafts.SchemeDraftsView.as_view(), name="scheme-drafts"),
    path("scheme-drafts/<uuid:draft_id>", scheme_drafts.SchemeDraftView.as_view(), name="scheme-draft"),
    path(
        "scheme-drafts/<uuid:draft_id>/problems",
        scheme_drafts.SchemeDraftProblemsView.as_view(),
        name="scheme-draft-problems",
    ),
    path(
        "scheme-drafts/<uuid:draft_id>/publish",
        scheme_drafts.SchemeDraftPublishView.as_view(),
        name="scheme-draft-publish",
    ),
    path("scheme-drafts/<uuid:draft_id>/try", scheme_drafts.SchemeDraftTryView.as_view(), name="scheme-draft-try"),
]
