"""
Django's settings, one module for each subject. A deployment sets environment variables only.

Without a SECRET_KEY this is a developer's machine (`LOCAL`): plain HTTP, localhost only. With one
it is a service, and `manage.py check --deploy` checks that it is safe.
"""

from rasso.settings.base import *
from rasso.settings.identity_providers import *
from rasso.settings.logs import *
from rasso.settings.retention import *
from rasso.settings.security import *
from rasso.settings.signing_in import *
from rasso.settings.time import *
