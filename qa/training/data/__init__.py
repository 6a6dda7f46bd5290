"""Training data: where examples come from and how they are mixed."""
