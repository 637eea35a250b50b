"""The words of the trade: typed values that every station speaks, and nothing that does I/O."""
