"""The collected files: their names say what is in them, and whoever serves them can read them."""

from collections.abc import Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ReadableStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """
    WhiteNoise's storage, whose compressed files have the mode of all the others.

    WhiteNoise writes those with the mode that the builder's umask leaves; under a careful one,
    the account that serves them could not open them.
    """

    def compress_files(self, paths: set[str]) -> Iterator[tuple[str, str]]:
        """Compress these files: (a file, its compressed one) for each that becomes smaller."""
        for path, compressed in super().compress_files(paths):
            if self.file_permissions_mode is not None:
                Path(self.path(compressed)).chmod(self.file_permissions_mode)
            yield path, compressed
