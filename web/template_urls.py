"""Which address shows which page of certificate templates."""

from django.urls import path

from web import certificate_templates as pages

paths = [
    path("certificate-templates/", pages.listed, name="certificate-templates"),
    path("certificate-templates/<uuid:template>/", pages.edit, name="certificate-template"),
    path("certificate-templates/preview.pdf", pages.preview, name="certificate-template-preview"),
    path("certificate-templates/blanks.pdf", pages.blanks, name="certificate-blanks"),
    path("certificate-templates/calibration.pdf", pages.calibration, name="printer-calibration"),
]
