"""The law as data: packs are read, checked and explained here.  Nothing here evaluates a population."""
