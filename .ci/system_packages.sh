#!/bin/sh
# What Qt needs of a bare Debian or Ubuntu, and fonts to draw with. Does nothing where all of it is there, where there is
# no apt-get, or where we may not install: Qt then says itself what it misses.
set -eu
[ "$(uname -s)" = Linux ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || exit 0
missing=""
for package in libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core fonts-noto-cjk; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
