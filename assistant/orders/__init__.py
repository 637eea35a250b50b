"""Whose order is it? The shop's records behind one protocol (`pipeline.OrderSource`), from a file or from SQL."""
