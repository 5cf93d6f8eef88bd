"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from rasso.middleware.body_guard import with_whole_bodies
from rasso.start_checks import refuse_demo_sign_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
refuse_demo_sign_in()
application = with_whole_bodies(get_wsgi_application())
