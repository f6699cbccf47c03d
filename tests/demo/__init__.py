"""People for `make demo`. Made up, and said to be."""
