"""Addresses of batches of certificates, requests for copies and the award register."""

from django.urls import path

from api import award_register, batches, copies
from certificates import handouts

BATCH, COPY = "certificate-batches/<uuid:batch_id>", "certificate-requests/<uuid:copy_id>"
paths = [
    path("certificate-batches", batches.BatchesView.as_view(), name="batches"),
    path(BATCH, batches.BatchView.as_view(), name="batch"),
    path(f"{BATCH}/zip", batches.file_view(handouts.ZIP), name="batch-zip"),
    path(f"{BATCH}/archive", batches.file_view(handouts.ZST), name="batch-archive"),
    path(f"{BATCH}/print", batches.file_view(handouts.PRINT), name="batch-print"),
    path("certificates/<uuid:certificate_id>/requests", copies.CopyAskView.as_view(), name="copy-ask"),
    path("certificate-requests", copies.CopiesView.as_view(), name="copies"),
    path(f"{COPY}/check", copies.CopyCheckView.as_view(), name="copy-check"),
    path(f"{COPY}/approve", copies.CopyApproveView.as_view(), name="copy-approve"),
    path(f"{COPY}/decline", copies.CopyDeclineView.as_view(), name="copy-decline"),
    path(f"{COPY}/withdraw", copies.CopyWithdrawView.as_view(), name="copy-withdraw"),
    path("award-register", award_register.RegisterView.as_view(), name="award-register"),
    path("award-register/file", award_register.RegisterFileView.as_view(), name="award-register-file"),
]
