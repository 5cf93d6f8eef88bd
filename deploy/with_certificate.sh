#!/bin/sh
# Start a server's image with its certificate and key where its own account can read them, and no
# other: the files of the host belong to whoever made them. Takes the account, then the command.
set -eu
account=$1
shift
install -d -m 0700 -o "$account" /run/tls
install -m 0600 -o "$account" /etc/rasso/server.crt /etc/rasso/server.key /run/tls/
if [ -n "${REDIS_PASSWORD:-}" ]; then
    digest=$(printf %s "$REDIS_PASSWORD" | sha256sum | cut -d ' ' -f 1)
    sed "s/PASSWORD_DIGEST/$digest/" /etc/rasso/redis.acl >/run/tls/users.acl
    chown "$account" /run/tls/users.acl
    unset REDIS_PASSWORD
fi
exec docker-entrypoint.sh "$@"
