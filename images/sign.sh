#!/usr/bin/env bash
# For whoever publishes: copies the images to a registry, signs each by its digest, and attaches its bill of materials.
# Needs skopeo and cosign, and to be logged in at the registry; the build does not run this.
#   ./build.sh images && images/sign.sh registry.example.com/sidecars [--key cosign.key]
# Whoever pulls checks it so:
#   cosign verify [--key cosign.pub] registry.example.com/sidecars/token-refresher@sha256:…
set -euo pipefail
registry=${1:?the registry and path to publish to, such as registry.example.com/sidecars}
shift
cd "$(dirname "$0")/../artifacts/images"

while read -r digest image; do
  name=${image%%:*}
  version=${image##*:}
  skopeo copy --preserve-digests "oci-archive:$name-$version.oci.tar" "docker://$registry/$image"
  cosign sign --yes "$@" "$registry/$name@$digest"
  cosign attest --yes "$@" --type spdxjson --predicate "$name-$version.spdx.json" "$registry/$name@$digest"
done <DIGESTS
