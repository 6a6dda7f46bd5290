"""The training itself: examples as tensors, the loop, its schedule and its checkpoints."""
