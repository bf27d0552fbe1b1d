#!/bin/sh
# Makes the certificates of this folder anew; see README.md. Needs openssl 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
: > "$work/index"

cat > "$work/config" <<END
[ca]
default_ca = authority
[authority]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
[request]
distinguished_name = name
[name]
[authority_extensions]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[server]
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
[elsewhere]
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.example
[client]
extendedKeyUsage = clientAuth
END

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# sign <extensions> <key> <name> <last day> <certificate>
sign() {
  openssl req -new -config "$work/config" -section request -key "$2" -subj "/CN=$3" -out "$work/request"
  openssl ca -batch -notext -config "$work/config" -cert ca.pem -keyfile "$work/ca-key.pem" \
    -startdate 20200101000000Z -enddate "$4" -extensions "$1" -in "$work/request" -out "$5" 2> /dev/null
}

key "$work/ca-key.pem"
key server-key.pem
key client-key.pem
openssl req -x509 -new -config "$work/config" -section request -extensions authority_extensions \
  -key "$work/ca-key.pem" -subj '/CN=authority of the tests' -days 36500 -out ca.pem
sign server server-key.pem localhost 21250101000000Z server.pem
sign server server-key.pem localhost 20200102000000Z expired.pem
sign elsewhere server-key.pem elsewhere.example 21250101000000Z elsewhere.pem
sign client client-key.pem 'someone on call' 21250101000000Z client.pem
openssl pkey -in client-key.pem -aes256 -passout pass:secret -out client-key-encrypted.pem
