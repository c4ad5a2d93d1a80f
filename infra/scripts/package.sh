#!/usr/bin/env bash
# The Azure build, as a folder (out/) and as the package that is deployed (out.zip). It says of itself that it is the release RELEASE, or else what git calls this commit.
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf out out.zip
dotnet publish functions -c Release -p:Azure=true -p:InformationalVersion="${RELEASE:-$(git describe --tags --always)}" -o out
(cd out && zip -qr ../out.zip .)
echo "out.zip: $(du -h out.zip | cut -f1)"
