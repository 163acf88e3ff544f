"""Files in and out: guarded reading of CSV and YAML, clean text, atomic writing."""
