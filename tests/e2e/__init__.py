"""End to end: a real browser at a real desk."""
