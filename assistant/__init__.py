"""Draftdesk: an email assistant for e-commerce support teams.

Verify, then diagnose, then reply. A mail comes in (`mailbox`), a case is worked in the order that a good agent works
it (`orders`, `knowledge`, `process`, `drafting`), a person decides (`desk`), the answer goes out (`outbox`).
"""

__version__ = "0.1.0"
