"""What a wave has: its files, what weighs it, what became of those asked, the waves before it."""
