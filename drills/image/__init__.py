"""The image is built and docker-compose.yml played with Podman: make image (docs/operations.md)."""
