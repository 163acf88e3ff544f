"""Each kind of result on its way out, with what is hidden taken from it."""
