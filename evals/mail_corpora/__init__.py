"""Our reading of mail beside what other libraries' authors expect of it.

    python -m evals.mail_corpora [FOLDER] [--all]

FOLDER holds `parsing/` (imap_tools, stalwart, cpython, chinese), `quotes/` and `bounces/`, or, like tests/data, one
`mail_NAME` a corpus. Every difference is listed with its kind. Those that `judged.toml` names, each with its reason,
are not defects of ours; the rest are, until somebody has judged them.
"""
