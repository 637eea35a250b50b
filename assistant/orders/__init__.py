"""Whose order is it? The shop's records, read from a shop file or from SQL."""
