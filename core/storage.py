"""Static files with hashed names; only what pages use is collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    # Third-party style sheets name source maps and font weights that we do not ship.
    manifest_strict = False
