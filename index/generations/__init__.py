"""Generations: complete sets of cache files, built from the database and published in one step."""
