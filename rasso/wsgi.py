"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from rasso.middleware.body_guard import with_whole_bodies
from rasso.start_checks import (
    refuse_demo_sign_in,
    refuse_named_officers,
    refuse_powerful_role,
    refuse_unproven_servers,
    refuse_weak_keys,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
os.environ["SERVES_PAGES"] = "1"  # reads as whoever asks (people/access/row_security.py)
refuse_demo_sign_in()
refuse_named_officers()
refuse_unproven_servers()
refuse_weak_keys()
application = with_whole_bodies(get_wsgi_application())
del os.environ["SERVES_PAGES"]  # not for processes that this one starts
refuse_powerful_role()
