"""Addresses of the pages about batches, requests for copies and the award register."""

from django.urls import path

from certificates import handouts
from web import batches, copies

BATCH = "certificates/batches/<uuid:batch>/"
paths = [
    path("certificates/batches/", batches.listed, name="batches"),
    path(BATCH, batches.show, name="batch"),
    path(f"{BATCH}certificates.zip", batches.file, {"kind": handouts.ZIP}, name="batch-zip"),
    path(f"{BATCH}certificates.tar.zst", batches.file, {"kind": handouts.ZST}, name="batch-archive"),
    path(f"{BATCH}print.pdf", batches.file, {"kind": handouts.PRINT}, name="batch-print"),
    path("certificates/requests/", copies.listed, name="copies"),
    path("certificates/requests/<uuid:copy>/", copies.show, name="copy"),
    path("certificates/<uuid:certificate>/", copies.certificate, name="certificate"),
    path("award-register/", batches.register, name="award-register"),
]
