# One image for the web, the worker, beat and the owner's command; docker-compose.yml says which.
# PYTHON: where the registry cannot be reached, or a base of your own is wanted.
ARG PYTHON=python:3.13-slim-trixie
FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /rasso
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.txt \
    && /venv/bin/python -m pip uninstall --yes pip
COPY . .
# The settings want a secret before they are read; this one serves for nothing else.
RUN /venv/bin/python -m rasso.translations --compile \
    && RASSO_STATE=/tmp/build SECRET_KEY=only-for-this-command \
       /venv/bin/python manage.py collectstatic --noinput -v0 \
    && rm -rf /tmp/build

FROM ${PYTHON}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RASSO_STATE=/var/lib/rasso DOCUMENT_ROOT=/var/lib/rasso/documents \
    VICTIM_KEY_ROOT=/var/lib/rasso-victim-keys BIND=0.0.0.0:8000
# Pango draws the letters to victims; Debian replaces a version when it mends it, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home rasso \
    && install -d -o rasso -g rasso -m 0700 \
       /var/lib/rasso /var/lib/rasso/documents /var/lib/rasso-victim-keys
WORKDIR /rasso
COPY --from=build /venv /venv
COPY --from=build /rasso /rasso
USER 10001
EXPOSE 8000
# A service that fails its own check does not start.
CMD ["sh", "-c", "python manage.py check --deploy --fail-level WARNING --database default && exec gunicorn"]
