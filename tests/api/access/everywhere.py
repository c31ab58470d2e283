"""Who gets what: the search over everything, the results and honours that are for everybody, and how pages look."""

from tests.api.access.words import COMMITTEE, DOSSIERS, UNSEEN, On, Row, everybody, fixed, who


def dossier_of(on: On) -> str:
    return on.town.nominations[on.unit, "submitted"]


_FOUND = (who("blind", sees=DOSSIERS), who("blind", sees=COMMITTEE))
_TITLE = "q=de nghi KHEN thuong&group=nominations"

ROWS: tuple[Row, ...] = (
    Row("web:display", "post", everybody("302"), body=fixed(theme="dark"), public=True),
    Row("api:search", "get", *_FOUND, query=_TITLE, marker=dossier_of, others=UNSEEN),
    Row("web:search", "get", *_FOUND, query=_TITLE, marker=dossier_of, others=UNSEEN),
)
