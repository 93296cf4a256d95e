"""An area in numbers: by class and tier, by income, on a map, by now, fit for publication."""
