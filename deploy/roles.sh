#!/bin/sh
# Run once by the postgres image, as its superuser, when its data folder is empty:
# the owner's role, which migrates; the application's role, which reads as whoever asks; the role in
# which it acts, which reads and writes every row (docs/operations.md); the database.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$RASSO_OWNER_PASSWORD" -v app="$RASSO_APP_PASSWORD" \
    -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE rasso_owner LOGIN PASSWORD :'owner';
CREATE ROLE rasso_acts NOLOGIN;
CREATE ROLE rasso_app LOGIN NOINHERIT PASSWORD :'app';
GRANT rasso_acts TO rasso_app;
CREATE DATABASE rasso OWNER rasso_owner;
REVOKE ALL ON DATABASE rasso FROM PUBLIC;
GRANT CONNECT ON DATABASE rasso TO rasso_app;
SQL
