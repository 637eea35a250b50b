"""How well mails are read without a model: `python -m evals.reading`."""
