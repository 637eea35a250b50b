"""Recorded runs: sample mails worked with a capable model, each answer written from its request alone."""
