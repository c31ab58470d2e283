"""The keys and roots that the operator configured: the server's own signer, what is trusted, where time stamps come from."""

from pathlib import Path

from django.conf import settings
from pyhanko.sign import Signer

from certificates import signing
from certificates.signatures import Trust, trust_of
from certificates.signing import KeyPlace, Stamps
from kernel.errors import Unavailable
from kernel.text import gettext_noop


def key_place() -> KeyPlace:
    return KeyPlace(**settings.SIGNING_KEY)


def signer() -> Signer:
    """The server's signer. Raises `Unavailable` where none is configured or it cannot be used."""
    place = key_place()
    if not place:
        message = gettext_noop("Máy chủ chưa được cấu hình khóa ký số; hãy báo người quản trị.")
        raise Unavailable("signing.no_key", message)
    return signing.signer_at(place)


def trust() -> Trust:
    """Read anew each time: the lists of revoked certificates change. Raises `Unavailable` where a file cannot be read."""
    try:
        roots = Path(settings.SIGNING_TRUST_ROOTS).read_bytes() if settings.SIGNING_TRUST_ROOTS else b""
        return trust_of(roots, [Path(one).read_bytes() for one in settings.SIGNING_REVOKED])
    except OSError as no:
        message = gettext_noop(
            "Không đọc được tệp chứng thư gốc hoặc danh sách thu hồi (%(why)s); hãy báo người quản trị."
        )
        raise Unavailable("signing.trust_missing", message, why=no.strerror or str(no)) from no


def stamps() -> Stamps | None:
    return Stamps(settings.SIGNING_TSA_URL) if settings.SIGNING_TSA_URL else None
