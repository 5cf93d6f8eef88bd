"""
A process that is two identity providers of the tests, at /police and /cps of a port of loopback.

It speaks OpenID Connect: discovery, the authorisation code with PKCE, client authentication, signed
tokens, published keys and sign-out. Each has also /control, by which a test says what is to happen.
"""

import base64
import json
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.support.openid.issuer import Issuer

ISSUERS = {}


class Handler(BaseHTTPRequestHandler):
    """Answers for both providers, and takes what a test says is to happen there."""

    def log_message(self, *_):
        """Say nothing."""

    def answer(self, status, body=None, **headers):
        text = json.dumps(body or {}).encode()
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def route(self):
        _empty, name, path = urlsplit(self.path).path.split("/", 2)
        return ISSUERS[name], path, dict(parse_qsl(urlsplit(self.path).query))

    def do_GET(self):
        issuer, path, asked = self.route()
        if path == ".well-known/openid-configuration":
            self.discover(issuer)
        elif path == "keys":
            self.answer(200, issuer.published_keys())
        elif path == "authorize":
            self.authorize(issuer, asked)
        elif path == "sign-out":
            issuer.signed_out.append(asked)
            self.answer(302, Location=asked["post_logout_redirect_uri"])
        else:
            self.answer(404)

    def discover(self, issuer):
        told = [issuer.discovery()] if issuer.fault == "list" else issuer.discovery()
        if issuer.fault == "end_session_endpoint":
            told["end_session_endpoint"] = 5
        if not issuer.fault.startswith("slow"):
            return self.answer(
                200, told | {"more": "x" * 2**20} if issuer.fault == "long" else told
            )
        text = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
        at_once = len(text) if issuer.fault == "slow body" else 0
        text += json.dumps(told).encode()
        self.wfile.write(text[:at_once])
        with suppress(OSError):  # whoever asked has gone
            for byte in text[at_once:]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
        return None

    def authorize(self, issuer, asked):
        if asked["client_id"] != issuer.client_id or asked["response_type"] != "code":
            return self.answer(400)
        back = {"state": asked["state"], "iss": issuer.url}
        if issuer.fault == "iss of the answer":
            back["iss"] = f"{issuer.url}/other"
        back |= {"error": issuer.error} if issuer.error else {"code": issuer.code_for(asked)}
        return self.answer(302, Location=f"{asked['redirect_uri']}?{urlencode(back)}")

    def do_POST(self):
        issuer, path, _asked = self.route()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if path == "control":
            return self.control(issuer, json.loads(body))
        sent = dict(parse_qsl(body))
        if self.client() != (issuer.client_id, issuer.client_secret):
            return self.answer(401, {"error": "invalid_client"})
        token = issuer.token_for(sent["code"], sent.get("code_verifier", ""), sent["redirect_uri"])
        if not token:
            return self.answer(400, {"error": "invalid_grant"})
        if issuer.fault == "no token":
            token = None
        return self.answer(
            200, {"access_token": "opaque", "token_type": "Bearer", "id_token": token}
        )

    def client(self):
        kind, _space, sent = self.headers.get("Authorization", "").partition(" ")
        name, _colon, secret = base64.b64decode(sent).decode().partition(":")
        return (unquote(name), unquote(secret)) if kind == "Basic" else None

    def control(self, issuer, told):
        if told.pop("reset", False):
            issuer.reset()
        if "rotate" in told:
            issuer.rotate(is_kept=told.pop("rotate") == "kept")
        for name, value in told.items():
            setattr(issuer, name, value)
        self.answer(200, {"sent": issuer.sent, "signed_out": issuer.signed_out})


def main():
    """Serve both providers on a free port, and print their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    ISSUERS.update({name: Issuer(f"{base}/{name}") for name in ("police", "cps")})
    print(base, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
