"""The register as the engine's tables: of an area, of one household, with numbers that cannot be set aside."""
