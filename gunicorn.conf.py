"""gunicorn's configuration. It uses threads, because a request mostly waits for the database."""

import os

wsgi_app = "rasso.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "rasso.gunicorn_worker.BufferingWorker"
workers = int(os.environ.get("WEB_WORKERS", 1))
threads = int(os.environ.get("WEB_THREADS", 8))  # each keeps one database connection
timeout = 60  # longer than the statement timeout, so a slow query ends before its worker is killed
graceful_timeout = 10
# /dev/shm, so that a worker's heartbeat does not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True  # no socket to control the server: it is not used here
logconfig_dict = {  # lines of JSON, like our own
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "rasso.json_logging.JSONLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
# No access log: the audit log says who opened what, and no copy of that may be kept.
accesslog = None
