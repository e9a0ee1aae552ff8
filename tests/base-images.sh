#!/usr/bin/env bash
# Makes the lessons' base images from Debian packages, where no registry can be reached.
# Images that are there already are left alone. Needs docker, and root for mmdebstrap.
set -euo pipefail

nginx_image=nginx:1.28-alpine
node_image=node:22-alpine

have() { docker image inspect "$1" >/dev/null 2>&1; }

if have "$nginx_image" && have "$node_image"; then
  echo "base images: both are there"
  exit 0
fi

if ! command -v mmdebstrap >/dev/null; then
  echo "base images: installing mmdebstrap"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mmdebstrap >/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "base images: building a root file system from Debian packages"
mmdebstrap --quiet --variant=minbase \
  --include=nginx-light,nodejs,curl,busybox-static,iputils-ping,iproute2 \
  --customize-hook='rm -f "$1/etc/nginx/sites-enabled/default"' \
  --customize-hook='ln -sf /dev/stdout "$1/var/log/nginx/access.log"' \
  --customize-hook='ln -sf /dev/stderr "$1/var/log/nginx/error.log"' \
  --customize-hook='for tool in wget nslookup; do ln -sf /bin/busybox "$1/usr/local/bin/$tool"; done' \
  bookworm "$work/rootfs.tar"

# What the official images say of themselves, as far as the lessons meet it.
have "$nginx_image" || docker import \
  --change 'CMD ["nginx", "-g", "daemon off;"]' --change 'EXPOSE 80' \
  "$work/rootfs.tar" "$nginx_image" >/dev/null
have "$node_image" || docker import \
  --change 'CMD ["node"]' \
  "$work/rootfs.tar" "$node_image" >/dev/null
echo "base images: made $nginx_image and $node_image"
