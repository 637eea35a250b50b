"""A proposed answer: understand the words, write the reply, check every sentence of it."""
