#!/usr/bin/env bash
# The Debian packages that the tests use: installed where that is possible, named exactly where it is not.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[[ -e /usr/lib/libreoffice/program/libsclo.so ]] && command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui)

if [[ ${#missing[@]} -eq 0 ]]; then
  echo "chromium, postgresql and libreoffice-calc are here"
  exit 0
fi

as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo -n)
refuse() {
  echo "These Debian packages are missing and could not be installed: ${missing[*]}" >&2
  echo "As root: apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
}
command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null || refuse
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq || refuse
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || refuse
echo "installed: ${missing[*]}"
