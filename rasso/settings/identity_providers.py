"""
The agencies' identity providers (OpenID Connect), by which their people can sign in.

IDENTITY_PROVIDERS names them, such as "police cps". Of each, variables with its name in capitals
say the rest, such as IDENTITY_PROVIDER_POLICE_ISSUER. No secret is in the repository.
"""

import os
from typing import Any

from rasso.addresses import environment_value


def provider(provider_id: str) -> dict[str, Any]:
    """
    allauth's settings of one provider.

    mfa_acr, mfa_amr: the values of the claims acr and amr by which this provider says that the
    person has shown a second factor. Without any, its people set one up here.
    """
    begin = "IDENTITY_PROVIDER_" + provider_id.upper().replace("-", "_")
    issuer = os.environ.get(f"{begin}_ISSUER", "")
    return {
        "provider_id": provider_id,
        "name": os.environ.get(f"{begin}_NAME", provider_id),
        "client_id": os.environ.get(f"{begin}_CLIENT_ID", ""),
        "secret": environment_value(f"{begin}_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer.rstrip("/"),
            "issuer": issuer,
            "mfa_acr": os.environ.get(f"{begin}_MFA_ACR", "").split(),
            "mfa_amr": os.environ.get(f"{begin}_MFA_AMR", "").split(),
            "oauth_pkce_enabled": True,
            "scope": ["openid"],  # who it is, and neither name nor address
        },
    }


IDENTITY_PROVIDERS = os.environ.get("IDENTITY_PROVIDERS", "").split()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [provider(each) for each in IDENTITY_PROVIDERS]}
}
SOCIALACCOUNT_ADAPTER = "people.signing_in.providers.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nothing about who it is
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds; a thread of the web server waits for the answer
