"""Addresses of certificate templates, their layouts, and the printers for blanks."""

from django.urls import path

from web import certificate_layouts as layouts
from web import certificate_templates as pages
from web import printers

paths = [
    path("certificate-templates/", pages.listed, name="certificate-templates"),
    path("certificate-templates/<uuid:template>/", layouts.edit, name="certificate-template"),
    path("certificate-templates/trial.json", layouts.trial, name="certificate-trial"),
    path("certificate-templates/art.svg", layouts.art, name="certificate-art"),
    path("certificate-templates/preview.pdf", layouts.preview, name="certificate-template-preview"),
    path("certificate-templates/blanks.pdf", printers.blanks, name="certificate-blanks"),
    path("certificate-templates/calibration.pdf", printers.calibration, name="printer-calibration"),
    path("printers/", printers.show, name="printers"),
]
