"""Whole made-up councils: one engine of children's journeys, from one seed into the files of every system."""
