"""What people type for a verb that has another name here; near spellings of the verbs themselves are found by typer."""

from __future__ import annotations

OTHER_NAMES = {
    "add": "index",
    "build": "index",
    "delete": "remove",
    "docs": "documents",
    "find": "search",
    "import": "index",
    "info": "documents",
    "ingest": "index",
    "keys": "key --list",
    "list": "documents",
    "ls": "documents",
    "open": "show",
    "query": "ask",
    "question": "ask",
    "read": "show",
    "rebuild": "index --rebuild",
    "repl": "chat",
    "retrieve": "search",
    "rm": "remove",
    "run": "serve",
    "server": "serve",
    "start": "serve",
    "status": "doctor",
    "test": "check",
    "update": "index",
    "version": "--version",
    "web": "serve",
}
"""The verb, and where it helps the option, that each stands for."""
