"""What stands before the routes: keys, limits, and who may ask at all."""
