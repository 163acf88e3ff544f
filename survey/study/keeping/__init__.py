"""One writer at a time, locked waves, the log, and files that change together."""
