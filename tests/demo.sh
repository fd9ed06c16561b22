#!/usr/bin/env bash
# The main job as a story: the published programs, real git, and a GitHub of our own on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=$PWD/artifacts/linux-x64
emulator=$PWD/artifacts/bin/GitHubEmulator/release/github-emulator.dll
work=$(mktemp -d)
started=()

finish() {
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT

say() { printf '%2d. %s\n' "$((++line))" "$*"; }
line=0

fail() {
  echo "The demo failed: $*" >&2
  tail -n 5 "$work"/*.log >&2
  exit 1
}

# Waits until a condition holds, ten seconds at the most.
until_true() {
  for _ in $(seq 200); do
    "$@" && return
    sleep 0.05
  done
  fail "waited in vain for: $*"
}

sha() { sha256sum <"$1" | cut -c1-12; }
field() { grep -oE "\"$1\": ?\"[^\"]*\"" "$work/github/token.json" | head -1 | cut -d'"' -f4; }

# An App with a key of its own, installed on acme, which has two private repositories.
mkdir -m 700 "$work/app" "$work/github" "$work/state" "$work/home"
openssl genrsa -traditional -out "$work/app/private-key" 2048 2>/dev/null
openssl rsa -in "$work/app/private-key" -pubout -out "$work/public-key.pem" 2>/dev/null
cat >"$work/setup.json" <<SETUP
{
  "apps": [{ "slug": "demo-bot", "id": 4711, "public_key_file": "$work/public-key.pem" }],
  "repositories": [{ "owner": "acme", "name": "web" }, { "owner": "acme", "name": "api" }, { "owner": "acme", "name": "payroll" }],
  "installations": [{ "app": "demo-bot", "account": "acme" }]
}
SETUP

dotnet "$emulator" --port 0 --setup "$work/setup.json" >"$work/github.log" 2>&1 &
started+=($!)
until_true grep -q '^Listening on' "$work/github.log"
server=$(sed -n 's/^Listening on //p' "$work/github.log")
say "A GitHub runs at $server: an App (4711) with its key, and acme's private repositories web, api and payroll."

printf 4711 >"$work/app/app-id"
printf '%s/api/v3' "$server" >"$work/app/api-url"
export GITHUB_APP_CREDENTIALS_DIR=$work/app GITHUB_TOKEN_DIR=$work/github GITHUB_STATE_DIR=$work/state GITHUB_SERVER_URL=$server
export WORKSPACE_REPOS='acme/web acme/api' GITHUB_ACCESS=write LOG_FORMAT=text

"$programs/generate-initial-token" 2>"$work/generate-initial-token.log" || fail generate-initial-token
say "generate-initial-token minted a token of $(wc -c <"$work/github/token") characters for $WORKSPACE_REPOS, write access, valid until $(field expires_at)."

GIT_DEST=$work/workspace "$programs/git-clone" >"$work/progress.json" 2>"$work/git-clone.log" || fail git-clone
grep -rqFf "$work/github/token" "$work/workspace" && fail "a clone has the token in a file"
say "git-clone cloned $(ls -m "$work/workspace"); no file of the clones has the token."

"$programs/token-refresher" --interval-minutes 0.03 --mint-limit 100/1 2>"$work/token-refresher.log" &
refresher=$!
started+=("$refresher")
until_true grep -q 'Took over' "$work/token-refresher.log"
say "token-refresher runs, and took the first token over without minting: an interval of two seconds instead of 45 minutes."

# What the main container does: its own git, which finds the token by itself.
export HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
ln -s "$work/github/.netrc" "$HOME/.netrc"
git config --global user.name 'demo-bot[bot]'
git config --global user.email 'demo-bot[bot]@users.noreply.github.com'
cd "$work/workspace/web"
changed() { [ "$(sha "$work/github/token")" != "$before" ]; }
for refresh in 1 2 3; do
  before=$(sha "$work/github/token")
  until_true changed
  git fetch --quiet origin || fail "git fetch"
  echo "refresh $refresh" >>notes.txt
  git add notes.txt
  git commit --quiet --message "After refresh $refresh"
  git push --quiet origin HEAD || fail "git push"
  say "Refresh $refresh: token $before gave way to $(sha "$work/github/token"); git fetch and git push worked with it, push $(git rev-parse --short HEAD)."
done

if git ls-remote --quiet "$server/acme/payroll.git" >/dev/null 2>"$work/payroll.log"; then
  fail "the token opens acme/payroll, which is not the workspace's"
fi
say "acme/payroll is not in the workspace, so the token does not open it: $(grep -m1 -oE 'Repository not found|not found' "$work/payroll.log")."

kill -TERM "$refresher"
begin=$(date +%s%N)
wait "$refresher" && result=$? || result=$?
say "SIGTERM: token-refresher ended with $result after $((($(date +%s%N) - begin) / 1000000)) ms."
[ "$result" -eq 0 ] || fail token-refresher
finish
trap - EXIT
say "Done; nothing is left running."
