"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from rasso.bodies import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
application = whole(get_wsgi_application())
