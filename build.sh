#!/usr/bin/env bash
# Installs what is missing (Debian packages, as root), then runs tasks of build.cake. Without a word it lists them.
set -euo pipefail
cd "$(dirname "$0")"

# The last two: no compiler or build server stays behind when we are done.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

for_publish="gcc libc6-dev make cmake libssl-dev zlib1g-dev"
for_images="$for_publish buildah ca-certificates git git-lfs openssh-client"
for_demo="$for_publish git openssl"
for_chaos="$for_demo curl faketime strace util-linux"
for_bench="$for_images ca-certificates curl openssl runc time"
for_test="$for_demo ca-certificates curl faketime file gh openssh-client prometheus strace util-linux wget"
for_test="$for_test $for_images python3 python3-pygit2 python3-requests podman runc"
# Debian's npm is 400 packages, and cannot be installed beside a node from elsewhere, which has its own.
command -v npm >/dev/null || for_test="$for_test nodejs npm"
# Any version will do: it only has to have been made for the real Kubernetes.
command -v kubectl >/dev/null || for_test="$for_test kubernetes-client"

install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return

  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "These packages are missing, and only root on Debian can install them from here: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  # Of some packages only a tool is wanted (promtool): a daemon is not started by being installed.
  local policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then
    policy=
  else
    trap 'rm -rf "$TMPDIR" /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "The packages could not be installed: ${missing[*]}. Install them by hand, or give this machine a package mirror." >&2
    exit 1
  fi
  rm -f "$log" ${policy:+"$policy"}
}

# For what goes into an image and would change this machine if it were installed. artifacts/debian can also be filled by hand.
fetch_package() {
  mkdir -p artifacts/debian
  compgen -G "artifacts/debian/$1_*.deb" >/dev/null && return
  if ! (cd artifacts/debian && { apt-get download "$1" || { apt-get update && apt-get download "$1"; }; }) >/dev/null 2>&1; then
    echo "The package $1 could not be downloaded: put its .deb into artifacts/debian, or give this machine a package mirror." >&2
    exit 1
  fi
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK 10 is missing: see https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
  exit 1
fi

# What the tools leave in the temporary directory goes with it.
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

task=${1:-help}
if command -v dpkg-query >/dev/null; then
  # shellcheck disable=SC2086 # lists of words
  case "$task" in
    publish | dependencies) install_packages $for_publish ;;
    demo) install_packages $for_demo ;;
    bench) install_packages $for_bench ;;
    chaos) install_packages $for_chaos ;;
    images) install_packages $for_images ;;
    test | soak | secrets) install_packages $for_test ;;
  esac
  case "$task" in images | bench | test | soak) fetch_package libnss-unknown ;; esac
fi

if ! said=$(dotnet tool restore 2>&1); then
  echo "$said" >&2
  echo "Cake (see .config/dotnet-tools.json) could not be restored: is a NuGet feed within reach?" >&2
  exit 1
fi
rm -f artifacts/tests/summary.txt
result=0
dotnet cake build.cake --verbosity=quiet --target="$task" || result=$?
# Cake's own report comes last; how many tests passed is what people look for there.
if [ -f artifacts/tests/summary.txt ]; then
  case "$task" in test | soak | chaos) cat artifacts/tests/summary.txt ;; esac
fi
exit "$result"
