"""Addresses of what administrators keep."""

from django.urls import path

from api import administration

ROW = "catalogue/<str:table>/<uuid:row_id>"
paths = [
    path("accounts/<str:username>/shut", administration.AccountShutView.as_view(), name="account-shut"),
    path("accounts/<str:username>/reopen", administration.AccountReopenView.as_view(), name="account-reopen"),
    path("accounts/<str:username>/unlock", administration.AccountUnlockView.as_view(), name="account-unlock"),
    path("units/<str:code>/history", administration.UnitHistoryView.as_view(), name="unit-history"),
    path("catalogue/<str:table>", administration.LegalRowsView.as_view(), name="legal-rows"),
    path(ROW, administration.LegalRowView.as_view(), name="legal-row"),
    path(f"{ROW}/successor", administration.LegalSuccessorView.as_view(), name="legal-successor"),
    path(f"{ROW}/end", administration.LegalEndView.as_view(), name="legal-end"),
    path("operations/jobs", administration.JobsView.as_view(), name="jobs"),
    path("operations/jobs/<str:job>", administration.JobView.as_view(), name="job"),
]
