"""What each command does. `cli` declares them and imports the one that is called."""
