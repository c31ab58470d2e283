"""Addresses of certificate templates, the printers for blanks, and the check before printing."""

from django.urls import path

from api import certificate_templates as t
from api.blanks import BlanksView

paths = [
    path("certificate-templates", t.CertificateTemplatesView.as_view(), name="certificate-templates"),
    path("certificate-presets", t.PresetsView.as_view(), name="certificate-presets"),
    path("certificate-templates/<uuid:template_id>", t.CertificateTemplateView.as_view(), name="certificate-template"),
    path(
        "certificate-template-versions/<uuid:version_id>/publish",
        t.TemplatePublishView.as_view(),
        name="certificate-template-publish",
    ),
    path(
        "certificate-template-versions/<uuid:version_id>/retire",
        t.TemplateRetireView.as_view(),
        name="certificate-template-retire",
    ),
    path(
        "certificate-template-versions/<uuid:version_id>/preview",
        t.TemplatePreviewView.as_view(),
        name="certificate-template-preview",
    ),
    path(
        "certificate-template-versions/<uuid:version_id>/discard",
        t.TemplateDiscardView.as_view(),
        name="certificate-template-discard",
    ),
    path("certificate-layouts/trial", t.LayoutTrialView.as_view(), name="certificate-layout-trial"),
    path("certificate-layouts/preview", t.LayoutPreviewView.as_view(), name="certificate-layout-preview"),
    path("certificate-template-uses", t.TemplateUsesView.as_view(), name="certificate-template-uses"),
    path("printer-offsets", t.PrinterOffsetsView.as_view(), name="printer-offsets"),
    path("printer-offsets/calibration", t.CalibrationView.as_view(), name="printer-calibration"),
    path("decisions/<uuid:decision_id>/blanks", BlanksView.as_view(), name="decision-blanks"),
    path("decisions/<uuid:decision_id>/preflight", t.DecisionPreflightView.as_view(), name="decision-preflight"),
]
