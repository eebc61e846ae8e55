"""A small OpenID Connect provider in a process of its own: discovery, log-in page, code with PKCE, ID token, keys.

As a program it lets people try a municipality's log-in: `python -m tests.oidc_provider --port 9100 --secret demonstration`.
Each first part of a path is a tenant with an issuer of its own. Whoever writes an address is believed; redirects lead to this
machine alone. Tests spoil what it answers through `RunningProvider.spoil`, to see what the portal says.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import html
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from partnership.config.processes import die_with_parent
from tests.servers import free_port

LOOPBACK = {"localhost", "127.0.0.1"}
CODE_SECONDS, TOKEN_SECONDS = 60, 600
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Log-in of {tenant}</title>
<link rel="icon" href="data:,"></head><body><main>
<h1>Log-in of {tenant}</h1>
<form method="post">{hidden}
<p><label>E-mail address <input type="email" name="email" autocomplete="off"></label></p>
<p><label>Account number (the address, when left out) <input name="subject" autocomplete="off"></label></p>
<p><label>Is the address verified? <select name="verified"><option value="">not said</option>
<option value="true">yes</option><option value="false">no</option></select></label></p>
<p><button name="answer" value="yes">Log in</button> <button name="answer" value="no">Cancel</button></p>
</form></main></body></html>
"""


@dataclass
class Grant:
    """What a code stands for, until it is exchanged."""

    tenant: str
    redirect_uri: str
    challenge: str
    claims: dict[str, Any]
    expires_at: float


@dataclass
class Tenant:
    """What a test has asked this issuer to do wrong."""

    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    stranger: bool = False  # sign with a key that is not among the published ones
    repeat: bool = False  # hand out the first ID token again and again
    token: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    first: str = ""


def a_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """The provider's memory: keys, codes that are out, tenants."""

    daemon_threads = True

    def __init__(self, port: int, client_id: str, secret: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://localhost:{port}"
        self.client_id, self.secret = client_id, secret
        self.key, self.strange_key = a_key(), a_key()
        self.grants: dict[str, Grant] = {}
        self.tenants: dict[str, Tenant] = {}

    def tenant(self, name: str) -> Tenant:
        return self.tenants.setdefault(name, Tenant())

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "first", "use": "sig", "alg": "RS256"}]}

    def id_token(self, grant: Grant) -> str:
        """Sign the claims, as right or wrong as the tenant was told to."""
        tenant = self.tenant(grant.tenant)
        now = int(time.time())
        claims = {
            "iss": f"{self.url}/{grant.tenant}",
            "aud": self.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            **grant.claims,
            **tenant.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        keys: dict[str, Any] = {"none": None, "HS256": self._public_pem()}
        key = keys.get(tenant.algorithm, self.strange_key if tenant.stranger else self.key)
        if tenant.algorithm == "HS256":
            token = forged_with_public_key(claims, key)
        else:
            token = jwt.encode(claims, key, algorithm=tenant.algorithm, headers={"kid": "first"})
        tenant.first = tenant.first or token
        return tenant.first if tenant.repeat else token

    def _public_pem(self) -> bytes:
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, kind)


def forged_with_public_key(claims: dict[str, Any], key: bytes) -> str:
    """Sign with the public key as if it were a secret, which libraries for honest people refuse to do."""
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "first"}, claims]
    text = ".".join(_base64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{_base64(hmac.digest(key, text.encode(), 'sha256'))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """One request; the path is /tenant/page."""

    server: Provider

    def do_GET(self) -> None:
        tenant, _, page = urlsplit(self.path).path.strip("/").partition("/")
        match page:
            case ".well-known/openid-configuration":
                self._json(self._discovery(tenant), self.server.tenant(tenant).status)
            case "keys":
                self._json(self.server.keys())
            case "authorize":
                self._log_in_page(tenant)
            case _:
                self._json({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        tenant, _, page = urlsplit(self.path).path.strip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if page == "spoil":
            self.server.tenants[tenant] = Tenant(**json.loads(body))
            self._json({})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        match page:
            case "authorize":
                self._answer(tenant, form)
            case "token":
                self._exchange(tenant, form)
            case _:
                self._json({"error": "not_found"}, 404)

    def _discovery(self, tenant: str) -> dict[str, Any]:
        issuer = f"{self.server.url}/{tenant}"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            **self.server.tenant(tenant).discovery,
        }

    def _log_in_page(self, tenant: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if fault := self._fault(asked):
            self._json({"error": fault}, 400)
            return
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        page = PAGE.format(tenant=html.escape(tenant), hidden=hidden).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def _fault(self, asked: dict[str, str]) -> str:
        wanted = {"client_id": self.server.client_id, "response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()):
            return "invalid_request"
        if urlsplit(asked.get("redirect_uri", "")).hostname not in LOOPBACK or not asked.get("code_challenge"):
            return "invalid_request"
        return "" if "openid" in asked.get("scope", "").split() else "invalid_scope"

    def _answer(self, tenant: str, form: dict[str, str]) -> None:
        if fault := self._fault(form):
            self._json({"error": fault}, 400)
            return
        answer = {"state": form.get("state", "")}
        if form.get("answer") == "no":
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(32)
            email = form.get("email", "")
            verified = {"true": True, "false": False}.get(form.get("verified", ""))
            subject = form.get("subject") or hashlib.sha256(f"{tenant} {email}".encode()).hexdigest()[:32]
            claims = {
                "sub": subject,
                "oid": f"object-{subject}",
                "email": email or None,
                "email_verified": verified,
                "name": "Somebody Whose Name We Do Not Keep",
                "nonce": form.get("nonce"),
            }
            self.server.grants[answer["code"]] = Grant(
                tenant, form["redirect_uri"], form["code_challenge"], claims, time.time() + CODE_SECONDS
            )
        self.send_response(303)
        self.send_header("Location", f"{form['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _exchange(self, tenant: str, form: dict[str, str]) -> None:
        if self._client(form) != (self.server.client_id, self.server.secret):
            self._json({"error": "invalid_client"}, 401)
            return
        grant = self.server.grants.pop(form.get("code", ""), None)
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            grant is None
            or grant.expires_at < time.time()
            or (grant.tenant, grant.redirect_uri, grant.challenge) != (tenant, form.get("redirect_uri"), challenge)
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        answer = {
            "access_token": secrets.token_urlsafe(32),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self.server.id_token(grant),
            **self.server.tenant(tenant).token,
        }
        self._json({name: value for name, value in answer.items() if value is not None})

    def _client(self, form: dict[str, str]) -> tuple[str, str]:
        scheme, _, credentials = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            name, _, secret = base64.b64decode(credentials).decode().partition(":")
            return unquote(name), unquote(secret)
        return form.get("client_id", ""), form.get("client_secret", "")

    def _json(self, document: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: codes are in the addresses."""


class RunningProvider:
    """The provider as tests see it: another process, reached by HTTP."""

    def __init__(self, port: int, client_id: str, secret: str) -> None:
        self.url, self.client_id, self.secret = f"http://localhost:{port}", client_id, secret

    def issuer(self, tenant: str) -> str:
        return f"{self.url}/{tenant}"

    def spoil(self, tenant: str, **faults: Any) -> None:
        """Tell an issuer what to do wrong from now on; without faults everything is right again."""
        requests.post(f"{self.url}/{tenant}/spoil", json=faults, timeout=10).raise_for_status()


@contextmanager
def a_provider() -> Iterator[RunningProvider]:
    """Run a provider until the block ends; it dies with this process, however that ends."""
    port, client_id, secret = free_port(), "partnership-portal", secrets.token_urlsafe(24)
    parent = os.getpid()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.oidc_provider", "--port", str(port), "--client-id", client_id],
        env={**os.environ, "OIDC_PROVIDER_SECRET": secret},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: die_with_parent(parent=parent),
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip(), "the provider did not start"
        yield RunningProvider(port, client_id, secret)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--client-id", default="partnership-portal")
    parser.add_argument("--secret", default=os.environ.get("OIDC_PROVIDER_SECRET"), help="the client's secret")
    options = parser.parse_args()
    if not options.secret:
        parser.error("give the client's secret with --secret")
    provider = Provider(options.port, options.client_id, options.secret)
    sys.stdout.write(f"Provider: issuers {provider.url}/<tenant>; Ctrl-C stops it\n")
    sys.stdout.flush()
    try:
        provider.serve_forever()
    except KeyboardInterrupt:
        sys.stdout.write("Stopped\n")


if __name__ == "__main__":
    main()
