"""Offline replies to twenty mails, for a fresh reader to rate who sees only the mail and the reply."""
