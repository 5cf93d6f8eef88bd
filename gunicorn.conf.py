"""How gunicorn serves the pages: threads, for a page waits more than it computes."""

import os

wsgi_app = "rasso.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "rasso.gunicorn_worker.BufferingWorker"
workers = int(os.environ.get("WEB_WORKERS", 1))
threads = int(os.environ.get("WEB_THREADS", 8))  # each keeps one database connection
timeout = 60  # > the statement timeout, so a slow query ends before its worker does
graceful_timeout = 10
# A heartbeat must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True  # a socket that steers the server, which nobody here asks for
logconfig_dict = {  # lines of JSON, like our own
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "rasso.json_logging.JSONLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
accesslog = None  # who opened what is in the audit log, which a web server's log must not copy
