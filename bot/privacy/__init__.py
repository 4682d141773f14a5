"""What keeps people's words theirs: encryption, pseudonyms, tokens."""
