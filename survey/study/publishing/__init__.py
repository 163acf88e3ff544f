"""Reports of waves and areas written, and the register of what is out."""
