"""From a trained model to the weights folder that is installed."""
