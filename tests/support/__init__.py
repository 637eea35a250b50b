"""Real servers for the tests, each its own process on a free port, and what their helpers share."""
