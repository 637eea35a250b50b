"""A person decides: the web desk where agents read, edit, approve and reject drafts."""
