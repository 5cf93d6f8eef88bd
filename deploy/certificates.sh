#!/bin/sh
# Make the certificates with which Postgres and Redis of docker-compose.yml prove who they are: an
# authority of their own, and one certificate for each, in a folder that no repository holds.
#   sh deploy/certificates.sh deploy/certificates
# Run it again to renew the two certificates: it keeps the authority whose key it finds. Keep ca.key
# on another machine between: whoever has it can stand in for either server.
set -eu
folder=${1:?say in which folder}
days=${DAYS:-365}
mkdir -p "$folder"
cd "$folder"
umask 077
for name in ca.crt ca.key postgres.crt postgres.key redis.crt redis.key; do
    if [ -d "$name" ]; then  # as Docker makes where it is to hand on a file that is missing
        echo "$name is a folder: remove it, then run this again." >&2
        exit 1
    fi
done
if [ ! -f ca.crt ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=RASSO servers" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout ca.key -out ca.crt 2>/dev/null
elif [ ! -f ca.key ]; then
    echo "ca.key is not here: bring it back, or remove ca.crt to make another authority." >&2
    exit 1
fi
for name in postgres redis; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
        -keyout "$name.key" -out "$name.csr" 2>/dev/null
    cat >"$name.ext" <<EOF
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:$name,DNS:localhost
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
EOF
    openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" \
        -extfile "$name.ext" -out "$name.crt" 2>/dev/null
    rm "$name.csr" "$name.ext"
done
chmod 0644 ca.crt postgres.crt redis.crt
