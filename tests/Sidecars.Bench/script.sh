#!/bin/bash
# What pod specs do by hand today: sign a JWT, find the installation, mint, ask whether the token works, whether git
# takes it, and who the bot is (the requests of generate-initial-token). With a repository and a directory it clones, too.
set -eu
b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
api() { curl -sSf --cacert "$SSL_CERT_FILE" -H "Accept: application/vnd.github+json" -H "X-GitHub-Api-Version: 2022-11-28" "$@"; }

now=$(date +%s)
unsigned=$(printf '{"alg":"RS256","typ":"JWT"}' | b64).$(printf '{"iat":%d,"exp":%d,"iss":"4711"}' $((now - 60)) $((now + 300)) | b64)
jwt=$unsigned.$(printf %s "$unsigned" | openssl dgst -sha256 -sign "$GITHUB_APP_CREDENTIALS_DIR/private-key" -binary | b64)

installation=$(api -H "Authorization: Bearer $jwt" "$GITHUB_API_URL/users/acme/installation")
id=$(sed -E 's/^\{ ?"id": ?([0-9]+).*/\1/' <<<"$installation")
slug=$(sed -E 's/.*"app_slug": ?"([^"]+)".*/\1/' <<<"$installation")
token=$(api -H "Authorization: Bearer $jwt" -d '{"repositories":["web"],"permissions":{"contents":"read"}}' "$GITHUB_API_URL/app/installations/$id/access_tokens" | sed -E 's/.*"token": ?"([^"]+)".*/\1/')
server=${GITHUB_API_URL%/api/v3}
api -o /dev/null -H "Authorization: Bearer $token" "$GITHUB_API_URL/rate_limit" \
  --next -sSf --cacert "$SSL_CERT_FILE" -o /dev/null -u "x-access-token:$token" "$server/acme/web.git/info/refs?service=git-upload-pack" \
  --next -sSf --cacert "$SSL_CERT_FILE" -o /dev/null -H "Authorization: Bearer $token" "$GITHUB_API_URL/users/$slug%5Bbot%5D"

umask 077
printf %s "$token" >"$GITHUB_TOKEN_DIR/token.new"
mv "$GITHUB_TOKEN_DIR/token.new" "$GITHUB_TOKEN_DIR/by-script"
if [ $# -eq 2 ]; then
  export HOME=$GITHUB_TOKEN_DIR GIT_SSL_CAINFO=$SSL_CERT_FILE
  hostport=${server#*://}
  printf 'machine %s login x-access-token password %s\n' "${hostport%%:*}" "$token" >"$HOME/.netrc.new"
  mv "$HOME/.netrc.new" "$HOME/.netrc"
  git clone --quiet "$server/$1.git" "$2"
fi
