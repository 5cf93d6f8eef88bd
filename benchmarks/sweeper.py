"""One of several processes that sweep the same clocks. Arguments: its number and the moment."""

import sys
import time
from datetime import datetime

import django
from django.conf import settings

PATIENCE = 3  # seconds without work after which the others are taken to be done too


def main() -> None:
    django.setup()
    from timeliness.actions import sweep
    from timeliness.models import Clock

    settings.DATABASES["default"]["OPTIONS"]["application_name"] = f"sweeper-{sys.argv[1]}"
    at = datetime.fromisoformat(sys.argv[2])
    quiet_since = time.monotonic()
    while time.monotonic() < quiet_since + PATIENCE:
        sweep.sweep_clocks(at=at)
        if Clock.objects.filter(closed_at=None, look_at__lte=at).exists():
            quiet_since = time.monotonic()


if __name__ == "__main__":
    main()
