"""The attributes of an organisation that figures are broken down by."""


def organisation_attributes(organisation) -> dict:
    """Return codes as they are now; "unknown" is said, never left out."""
    return {
        "kind": organisation.kind,
        "ags": organisation.municipality.ags if organisation.municipality else "unknown",
        "region": organisation.region.slug,
        "size_class": organisation.size_class or "unknown",
        "sectors": sorted(sector.code for sector in organisation.sectors.all()) or ["unknown"],
    }
