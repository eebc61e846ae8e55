"""An ID token counts when every check of it holds, and each of them is needed."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from partnership.services.id_tokens import IdTokenRefused, read_id_token
from tests.oidc_provider import a_key, forged_with_public_key

ISSUER, CLIENT, NONCE = "https://login.kommune.example", "partnership-portal", "n" * 64
KEY, STRANGER = a_key(), a_key()
LATER = int(time.time()) + 86_400  # written down before the first test, and later than the last


def published(key: rsa.RSAPrivateKey = KEY, **members: Any) -> dict[str, Any]:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {**public, "kid": "first", "use": "sig", "alg": "RS256", **members}


def token(*, key: Any = KEY, algorithm: str = "RS256", kid: str | None = "first", **claims: Any) -> str:
    now = int(time.time())
    right = {"iss": ISSUER, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": NONCE}
    given = {name: value for name, value in {**right, **claims}.items() if value is not None}
    return jwt.encode(given, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def read(text: str, *keys: dict[str, Any]) -> dict[str, Any]:
    return read_id_token(
        text, key_set={"keys": list(keys) or [published()]}, issuer=ISSUER, audience=CLIENT, nonce=NONCE
    )


def test_a_token_that_is_right_in_everything_is_read() -> None:
    assert read(token(email="a@kommune.example"))["email"] == "a@kommune.example"
    assert read(token(aud=[CLIENT, "another"], azp=CLIENT))["sub"] == "1"
    assert read(token(kid=None))["sub"] == "1"
    assert read(token(), published(STRANGER, kid="second"), published())["sub"] == "1"


def test_a_token_signed_on_a_curve_is_read() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())), "kid": "first"}
    assert read(token(key=key, algorithm="ES256"), public)["sub"] == "1"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.another.example"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": None},
        {"iat": LATER},
        {"nbf": LATER},
        {"sub": None},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["n" * 64]},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_or_missing_claim_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(IdTokenRefused):
        read(token(**claims))


def test_two_clocks_may_differ_by_a_minute() -> None:
    assert read(token(exp=int(time.time()) - 30, iat=int(time.time()) + 30))["sub"] == "1"


def test_a_token_without_a_signature_is_refused() -> None:
    with pytest.raises(IdTokenRefused):
        read(token(key=None, algorithm="none"))
    with pytest.raises(IdTokenRefused):
        read(token(key=None, algorithm="none"), published(alg="none"))


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(IdTokenRefused):
        read(token(key=STRANGER))


def test_a_public_key_is_no_secret_to_sign_with() -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})
    with pytest.raises(IdTokenRefused):
        read(forged_with_public_key(claims, json.dumps(published()).encode()))
    # Nor may the provider publish a shared secret as if it were a key.
    shared = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "first", "alg": "HS256"}
    with pytest.raises(IdTokenRefused, match="no such key"):
        read(token(key=b"secret-secret-secret-secret-secret", algorithm="HS256"), shared)


@pytest.mark.parametrize("text", ["", "None", "a.b.c", "....", "é", "eyJhbGciOiJSUzI1NiJ9..x", "x" * 100_000])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(IdTokenRefused):
        read(text)


@pytest.mark.parametrize(
    "key_set",
    [
        {},
        {"keys": []},
        {"keys": "no"},
        {"keys": [7, "key"]},
        {"keys": [{"kty": "RSA"}]},
        {"keys": [{"kty": "EC", "crv": "P-0"}]},
        {"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]},
    ],
    ids=str,
)
def test_without_a_key_to_check_with_nothing_is_believed(key_set: dict[str, Any]) -> None:
    with pytest.raises(IdTokenRefused):
        read_id_token(token(), key_set=key_set, issuer=ISSUER, audience=CLIENT, nonce=NONCE)


def test_the_key_must_be_the_one_that_the_token_names_and_be_for_signing() -> None:
    with pytest.raises(IdTokenRefused, match="no such key"):
        read(token(kid="second"))
    with pytest.raises(IdTokenRefused, match="no such key"):
        read(token(), published(use="enc"))
    with pytest.raises(IdTokenRefused, match="no such key"):
        read(token(kid=None), published(), published(STRANGER, kid="second"))
