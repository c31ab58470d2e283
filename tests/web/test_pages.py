"""What each role sees on the pages, and that nobody sees what is not theirs."""

import pytest
from django.test import Client

from tests.web.conftest import SignIn
from tests.web.district import District, person_of


def test_smoke(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    paths = ["/", f"/campaigns/{district.campaign}/", f"/campaigns/{district.campaign}/months/2019-02/",
      f"/campaigns/{district.campaign}/months/2019-02/units/P01/", f"/campaigns/{district.campaign}/ranking/",
      f"/campaigns/{district.last_year}/ranking/?subjects=people&cluster=CUM-1", f"/standings/{district.standing('2019-01','P04').pk}/",
      f"/standings/{district.standing('','P01', district.last_year).pk}/", f"/evaluations/{district.evaluation('2019-02','P01').pk}/",
      "/certificates/", "/operations/", f"/campaigns/{district.campaign}/acts/suspend/", f"/campaigns/{district.campaign}/months/2019-02/close/",
      f"/verify/{district.certificates['P01'].token}", "/verify/", "/verify/x", "/nope"]
    for path in paths:
        r = client.get(path)
        print(r.status_code, path, len(r.content))
