"""What happened: the SQL database, everything that must survive."""
