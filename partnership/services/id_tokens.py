"""Read the ID token of a municipality's log-in: nothing in it counts before everything about it has been checked."""

from __future__ import annotations

from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

#: Signatures that only the holder of a private key can make: neither `none` nor those made with the client's secret.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
#: Seconds that two clocks may differ.
LEEWAY = 60


class IdTokenRefused(Exception):
    """The token does not prove anything; the message says which check it failed, for the log."""


def read_id_token(token: str, *, key_set: dict[str, Any], issuer: str, audience: str, nonce: str) -> dict[str, Any]:
    """Return the claims of a token that this issuer signed for us, for this log-in, and that has not expired.

    The checks of OpenID Connect Core 1.0, section 3.1.3.7. The signature is checked although the token came straight from the
    provider: TLS proves a host, the signature the provider. Raises IdTokenRefused.
    """
    try:
        key = _signing_key(key_set, jwt.get_unverified_header(token).get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise IdTokenRefused(str(error) or type(error).__name__) from error
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", audience if len(audiences) == 1 else None) != audience:
        raise IdTokenRefused("The token was made for another client.")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise IdTokenRefused("The token belongs to another log-in: wrong nonce.")
    return claims


def _signing_key(key_set: dict[str, Any], key_id: object) -> jwt.PyJWK:
    """Return the provider's key of this name; without a name, its only one. Raises IdTokenRefused, PyJWTError."""
    published = key_set.get("keys")
    keys = [key for key in published if _can_sign(key)] if isinstance(published, list) else []
    named = [key for key in keys if key_id is None or key.get("kid") == key_id]
    if len(named) != 1:
        raise IdTokenRefused("The provider has no such key.")
    return jwt.PyJWK.from_dict(named[0])


def _can_sign(key: object) -> bool:
    """Tell whether this is a public key of a kind that we take, for signatures."""
    return (
        isinstance(key, dict)
        and str(key.get("kty")) in {"RSA", "EC"}
        and key.get("use", "sig") == "sig"
        and str(key.get("alg", "RS256")) in ALGORITHMS
    )
