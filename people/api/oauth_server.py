"""
The grants of the token endpoint, by oauthlib: for a system itself, and for an officer.

Sources: RFC 6749, 4.4 (client credentials); RFC 7523, 2.1 (an assertion as the grant).
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from oauthlib.oauth2 import (
    ClientCredentialsGrant,
    InvalidGrantError,
    InvalidRequestError,
    RequestValidator,
)
from oauthlib.oauth2.rfc6749.endpoints import RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from people.models import LinkedSignIn

FOR_SYSTEM = "client_credentials"
FOR_OFFICER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
BY_KEY = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
OfficerOf = Callable[[Any], LinkedSignIn | None]  # of a request of oauthlib


class OfficerGrant(ClientCredentialsGrant):
    """A token for one officer, whom their agency's provider has named by a signature."""

    def __init__(self, validator: RequestValidator, officer_of: OfficerOf) -> None:
        super().__init__(validator)
        self.officer_of = officer_of

    def validate_token_request(self, request: Any) -> None:
        """The checks of a system's own token, and who the officer is. Raises OAuth2Error."""
        if not getattr(request, "assertion", ""):
            raise InvalidRequestError("assertion is missing", request=request)
        self.validate_client_confidential(request)
        if not request.is_by_key:
            raise InvalidRequestError(
                "A system proves itself by its key where it calls for an officer.", request=request
            )
        self.validate_grant_type(request)
        self.validate_scopes(request)
        request.officer = self.officer_of(request)
        if request.officer is None:
            raise InvalidGrantError(request=request)


class TokenServer(TokenEndpoint, RevocationEndpoint):
    """Gives and ends tokens."""

    def __init__(self, validator: RequestValidator, officer_of: OfficerOf) -> None:
        bearer = BearerToken(
            validator, lambda request: secrets.token_urlsafe(32), settings.TOKEN_SECONDS
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type=FOR_SYSTEM,
            grant_types={
                FOR_SYSTEM: ClientCredentialsGrant(validator),
                FOR_OFFICER: OfficerGrant(validator, officer_of),
            },
            default_token_type=bearer,
        )
        RevocationEndpoint.__init__(self, validator, supported_token_types=["access_token"])
