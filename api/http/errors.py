"""What only a server can say: errors of the HTTP service. `statuses.py` gives each its status and headers."""

from __future__ import annotations

from citespan.corpus.errors import CitespanError, UsageError


class RefusedError(CitespanError):
    """The server refuses a request: do what the message says.

    `retry_seconds` is when to try again; None if that alone does not help.
    """

    def __init__(self, message: str, *, retry_seconds: int | None = None) -> None:
        """Refuse with this message."""
        super().__init__(message)
        self.retry_seconds = retry_seconds


class CrowdedError(RefusedError):
    """The server works on as much as it can: try again later."""


class CrowdedUploadsError(CrowdedError):
    """The server receives as many uploads as it can, and does not read this one: try again later."""


class OverdueError(RefusedError):
    """A question took longer than it may, because the server has too much to do: try again later."""


class RateError(RefusedError):
    """A client sends too many requests: slow down."""


class AccessError(RefusedError):
    """An access key is missing or unknown: send one."""


class ScopeError(RefusedError):
    """The access key, or the person, is not for this: send one that is. `key_name` or `subject` is whose it is."""

    def __init__(self, message: str, *, key_name: str | None = None, subject: str | None = None) -> None:
        """Refuse the key of this name, or the person who is called so."""
        super().__init__(message)
        self.key_name = key_name
        self.subject = subject


class IssuerError(RefusedError):
    """The issuer of the sign-on cannot be asked, so that nobody can be let in on its word: try again later."""


class HostError(RefusedError):
    """The request is meant for another host: send it to a name of this server."""


class ForeignPageError(RefusedError):
    """A page of another site sends the request: use the page of this server, or a program."""


class ReadOnlyError(RefusedError):
    """The documents of this server cannot be changed: its operator can allow that."""


class BodySizeError(RefusedError):
    """The body is too large: send less."""


class BodyTimeError(RefusedError):
    """The body did not arrive in time: send less, or faster."""


class BodyTypeError(RefusedError):
    """The body is not of the type that is taken: send another."""


class NoFeedbackError(RefusedError):
    """The server keeps no feedback: whoever runs it can change that."""


class FullFeedbackError(RefusedError):
    """As much feedback is kept as may be: whoever runs the server can export and delete it."""


class HeadError(RefusedError):
    """What arrives is no HTTP request: send one."""


class HeadSizeError(RefusedError):
    """The head of a request is too large: send fewer and shorter headers."""


class HeadTimeError(RefusedError):
    """The head of a request did not arrive in time: send it at once."""


class StoppedError(RefusedError):
    """The server stops: ask or upload again when it runs."""


class UnknownJobError(UsageError):
    """There is no such job, or it was forgotten: look at the documents that there are."""


class UnknownFeedbackError(UsageError):
    """There is no such feedback, or it was deleted: look at what there is."""


class UnknownKeyError(UsageError):
    """There is no access key of this name: look at the list of keys."""
