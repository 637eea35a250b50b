"""Verify, then diagnose, then resolve: the support procedure as pure functions over `case` values."""
