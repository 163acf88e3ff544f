"""The steps of a wave, each with a command: planned, sampled, followed, read, weighted, tabled."""
