"""Storage of collected static files: hashed names, readable by the account that serves them."""

from collections.abc import Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ReadableStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """
    WhiteNoise's storage, with the usual file mode on compressed files too.

    WhiteNoise writes those with the builder's umask; with a strict one, the account that serves
    them could not read them.
    """

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compress files; yields (file, compressed file) for each that becomes smaller."""
        for path, compressed in super().compress_files(paths):
            if self.file_permissions_mode is not None:
                Path(self.path(compressed)).chmod(self.file_permissions_mode)
            yield path, compressed
