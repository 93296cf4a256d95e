"""Calculates: tables in, tables out.  No accounts, no clock, no logging of values."""
