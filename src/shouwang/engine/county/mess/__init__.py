"""Workbooks as townships keep them: untidy in all the usual ways, with mistakes planted and written down in a key."""
