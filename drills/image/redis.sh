#!/bin/sh
# Stands in for the entrypoint of the official image, which turns protected mode off.
set -eu
mkdir -p /data
chown redis /data
cd /data
exec gosu redis "$@" --protected-mode no
