"""As of any day: earlier versions of homes and people, what differs from now, merged villages."""
