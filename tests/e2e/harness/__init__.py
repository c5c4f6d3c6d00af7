"""What the end-to-end tests run programs with: alone or under logwrap, in batch or at a terminal."""
