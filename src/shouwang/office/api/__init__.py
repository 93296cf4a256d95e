"""What other programs ask and send: `/api/v1/…`, with a token, within the same scope as pages."""
