"""What writes the client packages from the command table."""
