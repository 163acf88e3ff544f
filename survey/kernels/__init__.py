"""The numbers: arrays in, arrays out. No labels, no frames, no reading or writing."""
