#!/bin/sh
# Run once by the postgres image, as its superuser, when its data folder is empty: the roles of
# roles.sql with their passwords, and the database.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$RASSO_OWNER_PASSWORD" -v app="$RASSO_APP_PASSWORD" \
    -v worker="$RASSO_WORKER_PASSWORD" -v auditor="$RASSO_AUDITOR_PASSWORD" \
    -v backup="$RASSO_BACKUP_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
\i /etc/rasso/roles.sql
ALTER ROLE rasso_owner PASSWORD :'owner';
ALTER ROLE rasso_app PASSWORD :'app';
ALTER ROLE rasso_worker PASSWORD :'worker';
ALTER ROLE rasso_auditor PASSWORD :'auditor';
ALTER ROLE rasso_backup PASSWORD :'backup';
CREATE DATABASE rasso OWNER rasso_owner;
REVOKE ALL ON DATABASE rasso FROM PUBLIC;
GRANT CONNECT ON DATABASE rasso TO rasso_app, rasso_worker, rasso_auditor, rasso_backup;
SQL
