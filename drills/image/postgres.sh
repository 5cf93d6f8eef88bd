#!/bin/sh
# Stands in for the entrypoint of the official image, in its order: make the data folder where there
# is none, run what lies in /docker-entrypoint-initdb.d with a server that only listens here, serve.
set -eu
export PGDATA=/var/lib/postgresql/18/docker POSTGRES_USER=postgres PATH=/opt/postgres/bin:$PATH
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chown -R postgres /var/lib/postgresql /var/run/postgresql
    exec gosu postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    initdb -D "$PGDATA" -U postgres -A scram-sha-256 --pwfile=/tmp/password -E UTF8 \
        --locale-provider=builtin --builtin-locale=C.UTF-8
    echo "local all all trust
host all all all scram-sha-256" >"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -w -o "-c listen_addresses= -k /var/run/postgresql" start
    for script in /docker-entrypoint-initdb.d/*.sh; do PGHOST=/var/run/postgresql sh "$script"; done
    pg_ctl -D "$PGDATA" -w stop
fi
exec "$@" -c listen_addresses='*' -k /var/run/postgresql
