"""Which address shows which page of month sheets: filled in, handed in, judged, looked back at."""

from django.urls import path

from web import judging, own, sheet_forms, unit_history

_MONTH = "campaigns/<uuid:campaign>/months/<str:month>"
_UNIT_MONTH = f"{_MONTH}/units/<str:unit>"
paths = [
    path(f"{_UNIT_MONTH}/sheet/", sheet_forms.show, name="sheet-form"),
    path(f"{_UNIT_MONTH}/sheet/<str:person>/", sheet_forms.show, name="sheet-form-person"),
    path(f"{_UNIT_MONTH}/hand-in/", sheet_forms.hand_in, name="hand-in"),
    path(f"{_MONTH}/judging/", judging.listed, name="judging"),
    path("evaluations/<uuid:evaluation>/judge/", judging.judge, name="judge"),
    path("campaigns/<uuid:campaign>/units/<str:unit>/history/", unit_history.show, name="unit-history"),
    path("me/", own.show, name="me"),
    path("me/data.json", own.data, name="me-data"),
]
