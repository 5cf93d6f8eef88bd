"""The real settings, with a site of one page that queues a notice."""

from rasso.settings import *  # noqa: F403

ROOT_URLCONF = "tests.support.timeliness.notice_site.urls"
