"""A made-up county: whole registers of households that never lived, the same on every machine.

draws                                  raw bits looked up in drawn tables: no floating point, no order, no clock
map                                    townships and villages, which household lives where
people, health, school, work, status   a block of households, fact by fact
money, happenings                      incomes, expenses, events, measures
block, rows, columns, write            a block's life → rows of the canonical tables → Parquet, block after block
mess                                   workbooks as townships keep them, with a key of every planted mistake

Households come in blocks of 32,768.  A block follows from the seed, its number, the reference day and the map, and
from nothing else: neither the other blocks nor how many are drawn at a time nor on how many threads.  Inside a block
every purpose has its own stream of bits, so that a new column leaves the old ones as they were.
"""
