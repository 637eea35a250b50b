"""Reading a mail without a model: its text, its numbers, its times, its goods and what its words mean."""
