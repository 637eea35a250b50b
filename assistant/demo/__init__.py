"""The sample shop and its own mailbox: configuration for the real parts, not a second program."""
