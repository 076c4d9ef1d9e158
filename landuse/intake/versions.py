"""Which GDAL reads what strangers wrote."""


def gdal_version() -> str:
    """Return the version of the GDAL that fiona brings."""
    import fiona

    return str(fiona.__gdal_version__)
