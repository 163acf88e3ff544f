"""Tables of housing registers: how they are laid out, what they say, and what can't be."""
