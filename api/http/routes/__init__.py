"""The HTTP routes, by subject. They run in worker threads, so that no model and no disk blocks the event loop."""
