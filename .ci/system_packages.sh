#!/bin/sh
# What Qt needs of a bare Debian or Ubuntu, and fonts to draw with. Does nothing where all of it is there, where there is
# no apt-get, or where we may not install: Qt then says itself what it misses.
set -eu
[ "$(uname -s)" = Linux ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || exit 0
packages="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core fonts-noto-cjk"
if [ -n "${DISPLAY:-}" ]; then
  packages="$packages libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0"
  packages="$packages libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
fi
missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; }; then
  echo "These packages could not be installed, and the window may need them:$missing" >&2
fi
