"""The real settings, with a site of one page that tells people something."""

from rasso.settings import *  # noqa: F403

ROOT_URLCONF = "tests.support.timeliness.notice_site.urls"
