#!/usr/bin/env bash
# Run the tests of dsp/, model/ and protocol/ on an emulated 64-bit ARM, on Debian or Ubuntu: tools/aarch64.sh [pytest's arguments]
# It takes qemu, the distribution's arm64 Python and PyPI's arm64 wheels into a folder of its own (AARCH64_ROOT), and
# changes nothing else. Some minutes; not part of .ci/run.
set -euo pipefail
cd "$(dirname "$0")/.."
root=${AARCH64_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/oscfactor-aarch64}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if [ ! -e "$root/.ready" ]; then
  as_root apt-get install -qq -y --no-install-recommends qemu-user-static >/dev/null
  as_root dpkg --add-architecture arm64
  as_root apt-get update -qq
  mkdir -p "$root/debs" "$root/system" "$root/wheels" "$root/packages"
  python=$(apt-cache depends python3:arm64 | sed -n 's/.*Depends: \(python3\.[0-9]*\).*/\1/p' | head -n 1)
  needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    "$python:arm64" libsndfile1:arm64 libstdc++6:arm64 | grep '^[a-z].*:arm64' | sort -u)
  (cd "$root/debs" && apt-get download -qq $needed)
  for deb in "$root"/debs/*.deb; do dpkg-deb -x "$deb" "$root/system"; done
  version=${python#python}
  python3 -m pip download -q -d "$root/wheels" --only-binary=:all: --python-version "$version" --implementation cp \
    --platform manylinux_2_28_aarch64 --platform manylinux2014_aarch64 --platform manylinux_2_17_aarch64 \
    numpy numba scipy soundfile sounddevice soxr rich appdirs python-osc matplotlib pytest pytest-timeout hypothesis psutil
  for wheel in "$root"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$root/packages"; done
  echo "$python" >"$root/.ready"
fi

python=$(cat "$root/.ready")
export PYTHONPATH="$PWD:$root/packages" OSCFACTOR_CACHE_DIR="$root/cache" PYTHONDONTWRITEBYTECODE=1
exec qemu-aarch64-static -L "$root/system" "$root/system/usr/bin/$python" -P -m pytest -o cache_dir="$root/pytest" \
  --timeout 3000 ${@:-tests/dsp tests/model tests/protocol}
