"""Packs × tables → findings: one evaluator for a household, one for a population, one meaning."""
