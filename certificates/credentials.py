"""Certificates as Open Badges 3.0 credentials: W3C Verifiable Credentials 2.0, signed as JSON Web Tokens with EdDSA."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from certificates import status_lists
from certificates.keys import PublicKey, base64url, public_half
from certificates.models import Certificate
from certificates.tokens import address_of
from kernel.errors import WrongState
from kernel.text import gettext_noop

VC, OPEN_BADGES = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
MEDIA_TYPE = "application/vc+jwt"
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def published_keys() -> list[PublicKey]:
    """The key that signs, then those that did before."""
    retired: list[PublicKey] = settings.CREDENTIAL_RETIRED_KEYS
    return [public_half(settings.CREDENTIAL_SIGNING_KEY), *retired]


def key_set() -> dict[str, Any]:
    return {"keys": [key.jwk() for key in published_keys()]}


def issuer_of(authority: str) -> str:
    """The authority's decentralised identifier; its document lies where the method ``did:web`` looks for it."""
    return f"did:web:{quote(urlsplit(settings.PUBLIC_URL).netloc, safe='')}:issuers:{quote(authority, safe='')}"


def did_document(authority: str) -> dict[str, Any]:
    issuer = issuer_of(authority)
    methods = [
        {
            "id": f"{issuer}#{key.name}",
            "type": "JsonWebKey",
            "controller": issuer,
            "publicKeyJwk": {name: value for name, value in key.jwk().items() if name != "use"},
        }
        for key in published_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def signed(claims: Mapping[str, Any], authority: str) -> str:
    """A compact JSON Web Signature. Open Badges wants ``typ`` to be JWT; Ed25519 gives the same bytes at every attempt."""
    key = settings.CREDENTIAL_SIGNING_KEY
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{issuer_of(authority)}#{public_half(key).name}"}
    parts = (json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode() for part in (header, claims))
    words = ".".join(base64url(part) for part in parts)
    return f"{words}.{base64url(key.sign(words.encode()))}"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), _HERE)


def _achievement(certificate: Certificate, address: str) -> dict[str, Any]:
    told = f"{certificate.authority_title}, Quyết định số {certificate.decision_number}"
    return {
        "id": f"{address}#achievement",
        "type": ["Achievement"],
        "achievementType": "Award",
        "inLanguage": "vi",
        "name": certificate.title,
        "description": certificate.citation,
        "criteria": {"narrative": f"{told} ngày {certificate.decided_on:%d/%m/%Y}."},
    }


def _subject(certificate: Certificate, address: str) -> dict[str, Any]:
    """The recipient by name alone, as the paper has it: whose name it is, is for whoever sees the person."""
    name = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": certificate.recipient_name,
        "identityType": "name",
    }
    return {
        "type": ["AchievementSubject"],
        "identifier": [name],
        "role": ", ".join(filter(None, (certificate.position, certificate.unit_name))),
        "licenseNumber": f"{certificate.register_number}/{certificate.register_year}",
        "achievement": _achievement(certificate, address),
    }


def _statuses(certificate: Certificate) -> list[dict[str, str]]:
    issuer = certificate.authority
    return [
        status_lists.entry(issuer, purpose, int(certificate.status_place or 0)) for purpose in status_lists.PURPOSES
    ]


def credential(certificate: Certificate) -> dict[str, Any]:
    """The credential's members. What a later issue says is a credential of its own, which the refresh service leads to."""
    address, since = address_of(certificate.token), _moment(certificate.decided_on).isoformat()
    return {
        "@context": [VC, OPEN_BADGES, EXTENSIONS],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {
            "id": issuer_of(certificate.authority),
            "type": ["Profile"],
            "name": certificate.authority_title,
            "url": settings.PUBLIC_URL,
        },
        "validFrom": since,
        "awardedDate": since,
        "credentialSubject": _subject(certificate, address),
        "credentialStatus": _statuses(certificate),
        "refreshService": {"id": address, "type": "1EdTechCredentialRefresh"},
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def token(certificate: Certificate) -> str:
    """The signed credential of a certificate that holds. Raises `WrongState` for one that does not, or has no place in the
    status list: what nobody could revoke is not signed."""
    if certificate.state != Certificate.ISSUED or certificate.status_place is None:
        message = gettext_noop("Giấy này không còn hiệu lực nên không có chứng chỉ số.")
        raise WrongState("certificate.no_credential", message, state=certificate.state)
    claims = credential(certificate)
    registered = {
        "iss": claims["issuer"]["id"],
        "jti": claims["id"],
        "nbf": int(_moment(certificate.decided_on).timestamp()),
    }
    return signed({**claims, **registered}, certificate.authority)


def status_list(authority: str, purpose: str, number: int, *, at: datetime) -> str:
    """The signed status list: the same text for a whole day as long as no bit changes. Raises `Missing`."""
    told = status_lists.contents(authority, purpose, number, at=at)
    issuer, address = issuer_of(authority), status_lists.address_of(authority, purpose, number)
    claims = {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": told.since.isoformat(),
        "validUntil": told.until.isoformat(),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": told.encoded,
            "ttl": status_lists.TTL_MS,
        },
    }
    registered = {"iss": issuer, "jti": address, "nbf": int(told.since.timestamp()), "exp": int(told.until.timestamp())}
    return signed({**claims, **registered}, authority)
