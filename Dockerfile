# One image for the web, the worker, beat and the owner's command; docker-compose.yml sets which.
# PYTHON: another base image, for example where the registry cannot be reached.
ARG PYTHON=python:3.13-slim-trixie
FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /rasso
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements.txt \
    && /venv/bin/python -m pip uninstall --yes pip
COPY . .
# The settings cannot be imported without a secret; this one is used for the build only.
RUN /venv/bin/python -m rasso.translations --compile \
    && RASSO_STATE=/tmp/build SECRET_KEY=only-for-this-command \
       /venv/bin/python manage.py collectstatic --noinput -v0 \
    && rm -rf /tmp/build

FROM ${PYTHON}
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RASSO_STATE=/var/lib/rasso DOCUMENT_ROOT=/var/lib/rasso/documents \
    VICTIM_KEY_ROOT=/var/lib/rasso-victim-keys CASE_KEY_ROOT=/var/lib/rasso-case-keys \
    SEALED_LOG_ROOT=/var/lib/rasso-sealed-log BIND=0.0.0.0:8000
# Pango prints the letters to victims. Not pinned, because Debian removes a version when it fixes it.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home rasso \
    && install -d -o rasso -g rasso -m 0700 \
       /var/lib/rasso /var/lib/rasso/documents /var/lib/rasso-victim-keys /var/lib/rasso-case-keys \
       /var/lib/rasso-sealed-log
WORKDIR /rasso
COPY --from=build /venv /venv
COPY --from=build /rasso /rasso
USER 10001
EXPOSE 8000
# The service starts only if its deployment checks pass.
CMD ["sh", "-c", "python manage.py check --deploy --fail-level WARNING --database default && exec gunicorn"]
