"""One module for each form of file: from what a council knew on a day to its tables."""
