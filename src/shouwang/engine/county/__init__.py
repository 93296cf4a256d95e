"""A made-up county: whole registers of households that never lived, the same on every machine."""
