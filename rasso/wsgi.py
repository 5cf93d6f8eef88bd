"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from rasso.middleware.body_guard import with_whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
application = with_whole_bodies(get_wsgi_application())
