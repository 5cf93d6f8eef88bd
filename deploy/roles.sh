#!/bin/sh
# Run once by the postgres image, as its superuser, when its data folder is empty: the roles of
# roles.sql with their passwords, and the database. psql (14 and newer) reads the passwords from its
# environment, because everybody on the machine reads its command line.
set -eu
: "${RASSO_OWNER_PASSWORD:?}" "${RASSO_APP_PASSWORD:?}" "${RASSO_WORKER_PASSWORD:?}"
: "${RASSO_AUDITOR_PASSWORD:?}" "${RASSO_BACKUP_PASSWORD:?}"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres <<'SQL'
\getenv owner RASSO_OWNER_PASSWORD
\getenv app RASSO_APP_PASSWORD
\getenv worker RASSO_WORKER_PASSWORD
\getenv auditor RASSO_AUDITOR_PASSWORD
\getenv backup RASSO_BACKUP_PASSWORD
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
