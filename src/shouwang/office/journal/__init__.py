"""What happened: who did what to what, when, from where, under which clause.  Only ever added to.

    with acting(Actor("chenxi", line=3, address="10.1.2.3")):
        entries.record("household.read", household)

Written in the transaction of what it tells.  Models that inherit `Recorded` (recorded.py) record their own changes,
field by field; nobody has to remember a call.
"""
