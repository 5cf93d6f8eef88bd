"""Readiness checks of certificates and dated signing keys (rasso/certificate_ends.py)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import format_day
from rasso.readiness_check import ReadinessCheck, heartbeat, moment_or_never
from timeliness.certificate_marks import first_ends
from timeliness.queries import is_late

LOOKED_WITHIN = timedelta(days=1)  # at certificates, which the worker looks at every hour
CERTIFICATE_KINDS = {
    "database": gettext_lazy("The database"),
    "broker": gettext_lazy("The broker"),
    "provider": gettext_lazy("An identity provider"),
    "signing key": gettext_lazy("A signing key of an identity provider"),
    "co-signer": gettext_lazy("A co-signer of the log"),
}


def certificate_checks(at: datetime) -> list[ReadinessCheck]:
    """Whether a certificate or dated signing key ends soon. Before the first look there is none."""
    ends, looked = first_ends(), heartbeat("looked for ends")
    kind, first = next(iter(ends.items()), ("", None))
    is_well = first is None or at + settings.CERTIFICATES_WARN_WITHIN < first
    about = {"kind": CERTIFICATE_KINDS.get(kind, kind), "day": format_day(first) if first else ""}
    return [
        ReadinessCheck(
            "a certificate or signing key ends soon",
            _("The first certificate or signing key that ends"),
            is_well,
            _("%(kind)s: %(day)s") % about if first else _("None has a date"),
        ),
        ReadinessCheck(
            "certificates not looked at",
            _("Certificates were last looked at"),
            not is_late(looked or at, at=at, after=LOOKED_WITHIN),
            moment_or_never(looked),
        ),
    ]
