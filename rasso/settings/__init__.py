"""The settings, a page for each concern; everything a deployment may change is an environment name.

Without a SECRET_KEY we are on a developer's own machine (`LOCAL`): plain http, answering to
localhost only. With one we are a service, and `manage.py check --deploy` holds us to it.
"""

from rasso.settings.base import *
from rasso.settings.logs import *
from rasso.settings.security import *
from rasso.settings.signing_in import *
from rasso.settings.time import *
