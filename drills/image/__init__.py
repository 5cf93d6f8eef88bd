"""Build the image and run docker-compose.yml with Podman: make image (docs/operations.md)."""
