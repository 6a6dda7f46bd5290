"""How the encoder's network is run: by onnxruntime where it is the bundled one, else by sentence-transformers."""
