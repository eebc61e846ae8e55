"""A device in software that makes passkeys and signs with them, as a browser would."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from partnership.models import Person

_UP_UV, _AT = 0x01 | 0x04, 0x40


class Device:
    """Keeps one key pair for one host."""

    def __init__(self, host: str = "testserver", origin: str = "https://testserver") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.host, self.origin = host, origin

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer what the page for a new passkey asks."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = AuthenticatorData.create(self._host_hash(), _UP_UV | _AT, 0, credential)
        client = self._client_data("webauthn.create", options["publicKey"]["challenge"])
        attestation = AttestationObject.create("none", data, {})
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(attestation))}
        return self._answer(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def sign(self, options: dict[str, Any], person: Person) -> dict[str, Any]:
        """Answer what a page asks of somebody who says to have a passkey."""
        data = bytes(AuthenticatorData.create(self._host_hash(), _UP_UV, 1))
        client = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(_base36(person.pk).encode()),
        }
        return self._answer(response)

    def passkey_of(self, person: Person, name: str = "Arbejdscomputer") -> Authenticator:
        """Give the person this device's passkey."""
        data = {"name": name, "credential": self.register({"publicKey": {"challenge": "AAAA"}})}
        return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]
