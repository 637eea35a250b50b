"""The answer goes out: composed, delivered at most once, filed in Sent."""
