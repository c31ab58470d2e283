"""Addresses of the pages of administration: the ledger, log-ins, passwords and units."""

from django.urls import path

from web import accounts, ledger, organisation, passwords

paths = [
    path("ledger/", ledger.show, name="ledger"),
    path("ledger/<int:number>/", ledger.entry, name="ledger-entry"),
    path("accounts/", accounts.listed, name="accounts"),
    path("accounts/new/", accounts.opened, name="account-new"),
    path("accounts/<uuid:account>/", accounts.show, name="account"),
    path("password/", passwords.change, name="password"),
    path("password/<str:uidb64>/<str:token>/", passwords.Choose.as_view(), name="password-choose"),
    path("organisation/", organisation.chart, name="units"),
    path("organisation/new/", organisation.found, name="unit-new"),
    path("organisation/reorganise/", organisation.reorganise, name="unit-reorganise"),
    path("organisation/units/<str:code>/", organisation.unit, name="unit"),
]
