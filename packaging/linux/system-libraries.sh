#!/bin/sh
# The libraries of the system that Qt and OpenGL need, through apt where they are missing.
# Usage: system-libraries.sh [test]     "test" adds a screen in memory and an MQTT broker for the tests.
set -eu

wanted="libEGL.so.1:libegl1 libGL.so.1:libgl1 libOpenGL.so.0:libopengl0 libGLX_mesa.so.0:libglx-mesa0
libEGL_mesa.so.0:libegl-mesa0 libxkbcommon.so.0:libxkbcommon0 libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-randr.so.0:libxcb-randr0 libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0 libxcb-sync.so.1:libxcb-sync1 libxcb-xinerama.so.0:libxcb-xinerama0
libxcb-xkb.so.1:libxcb-xkb1 libfontconfig.so.1:libfontconfig1 libdbus-1.so.3:libdbus-1-3
libXrender.so.1:libxrender1 libXext.so.6:libxext6 libSM.so.6:libsm6 libXt.so.6:libxt6
libexpat.so.1:libexpat1 libglib-2.0.so.0:libglib2.0-0 libwayland-cursor.so.0:libwayland-cursor0
libwayland-egl.so.1:libwayland-egl1"

PATH="$PATH:/sbin:/usr/sbin"
have=$(ldconfig -p 2>/dev/null || true)
missing=""
for pair in $wanted; do
  case "$have" in
    *"${pair%%:*} "*) ;;
    *) missing="$missing ${pair##*:}" ;;
  esac
done
if [ -z "$(find /usr/lib -name '*_dri.so' -o -name 'libgallium*.so' 2>/dev/null | head -n 1)" ]; then
  missing="$missing libgl1-mesa-dri"
fi
if [ -z "$(find /usr/share/fonts "$HOME/.fonts" -name '*.[to]tf' -print -quit 2>/dev/null)" ]; then
  missing="$missing fonts-dejavu-core"
fi
if [ "${1:-}" = test ] && ! command -v xvfb-run >/dev/null 2>&1; then
  missing="$missing xvfb xauth"
fi
if [ "${1:-}" = test ] && ! command -v mosquitto >/dev/null 2>&1; then
  missing="$missing mosquitto"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "These libraries are missing; install them with your system's package manager (Debian names):$missing" >&2
  exit 0
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
  else
    echo "These packages are missing; please ask an administrator to install them:$missing" >&2
    exit 0
  fi
fi
echo "Installing what Qt and OpenGL need:$missing"
export DEBIAN_FRONTEND=noninteractive
install() {
  # shellcheck disable=SC2086
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
# The lists that are there mostly do; where they are missing or too old, they are fetched first.
install 2>/dev/null || {
  $as_root apt-get update -qq || true
  install
}
