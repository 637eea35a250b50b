"""A person decides: the web desk with its queue, tickets, log-in and approvals."""
