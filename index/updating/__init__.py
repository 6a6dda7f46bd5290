"""Updating an index: folders mirrored, uploads taken in."""
