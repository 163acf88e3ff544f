"""The survey design, and every estimate with its uncertainty."""
