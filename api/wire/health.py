"""The wire format of what load balancers ask."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from citespan.api.wire.response import Wire


class HealthModel(Wire):
    """The server runs."""

    status: Literal["ok"] = "ok"


class ReadinessModel(Wire):
    """Questions can be asked."""

    status: Literal["ready"] = "ready"
    index: str | None = Field(
        description="the fingerprint of the index that answers; null where a key is demanded and none was sent"
    )
    checked: bool | None = Field(
        description="true once every byte of the index was compared with its checksum since the server started; null"
        " where a key is demanded and none was sent, or it sees some documents alone"
    )
