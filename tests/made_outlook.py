"""Messages as Outlook saves them, written stream by stream into a compound file."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from made_files import table_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTOR, _SMALL, _CUT_OFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Tree = dict[str, "bytes | Tree"]


def compound_file(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """A compound file of version 3 with these streams by their places.

    Source: MS-CFB.
    """
    tree: Tree = {}
    for place, data in streams.items():
        folder = tree
        for name in place[:-1]:
            folder = folder.setdefault(name, {})  # type: ignore[assignment]
        folder[place[-1]] = data
    small, chain = bytearray(), []
    large: list[bytes] = []
    entries: list[list[object]] = [["Root Entry", 5, _FREE, _FREE, 0]]
    pending: list[tuple[int, Tree]] = [(0, tree)]
    starts: dict[int, int] = {}
    while pending:
        parent, folder = pending.pop()
        first = len(entries)
        for number, (name, inside) in enumerate(sorted(folder.items())):
            following = first + number + 1 if number + 1 < len(folder) else _FREE
            entries.append([name, 1 if isinstance(inside, dict) else 2, following, _FREE, 0])
        entries[parent][3] = first if folder else _FREE
        for number, (_, inside) in enumerate(sorted(folder.items())):
            if isinstance(inside, dict):
                pending.append((first + number, inside))
                continue
            entries[first + number][4] = len(inside)
            if len(inside) >= _CUT_OFF:
                starts[first + number] = -1 - len(large)
                large.append(inside)
            else:
                starts[first + number] = len(small) // _SMALL if inside else _END
                count = -(-len(inside) // _SMALL)
                chain += [*range(len(chain) + 1, len(chain) + count), _END][: max(0, count)]
                small += inside.ljust(count * _SMALL, b"\0")
    return _laid_out(entries, starts, bytes(small), chain, large)


def _laid_out(
    entries: list[list[object]], starts: dict[int, int], small: bytes, chain: list[int], large: list[bytes]
) -> bytes:
    """The sectors: directory, chain of small ones, small streams, large streams, and the table of all of them."""
    small_table = struct.pack(f"<{len(chain)}I", *chain)
    lengths = [-(-len(entries) * 128 // _SECTOR), -(-len(small_table) // _SECTOR), -(-len(small) // _SECTOR)]
    lengths += [-(-len(data) // _SECTOR) for data in large]
    firsts = [sum(lengths[:number]) for number in range(len(lengths))]
    table = [following for first, count in zip(firsts, lengths, strict=True) for following in _chain(first, count)]
    count = 1
    while count * _SECTOR // 4 < len(table) + count:
        count += 1
    place = len(table)
    table += [_FAT] * count
    directory = b""
    for number, (name, kind, right, child, size) in enumerate(entries):
        start = starts.get(number, 0)
        start = firsts[3 + (-1 - start)] if start < 0 else start
        if number == 0:
            start = firsts[2] if small else _END
        written = str(name).encode("utf-16-le")
        directory += written.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xIQQIQ",
            len(written) + 2,
            kind,
            1,
            _FREE,
            right,
            child,
            0,
            0,
            0,
            start,
            size if number else len(small),
        )
    parts = [directory, small_table, small, *large]
    fills = [b"\0", b"\xff", b"\0", *(b"\0" for _ in large)]
    body = b"".join(
        part.ljust(length * _SECTOR, fill) for part, length, fill in zip(parts, lengths, fills, strict=True)
    )
    body += struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, firsts[0], 0, _CUT_OFF,
        firsts[1] if chain else _END, lengths[1], _END, 0, place,
    )  # fmt: skip
    header += struct.pack("<108I", *range(place + 1, place + count), *[_FREE] * (109 - count))
    return header + body


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END][:count] if count else []


def _message(subject: str, text: str, *, header: int) -> dict[tuple[str, ...], bytes]:
    sent = 133_540_110_000_000_000  # 2024-03-04 in units of 100 ns since 1601
    return {
        ("__substg1.0_0037001F",): subject.encode("utf-16-le"),
        ("__substg1.0_0C1A001F",): "Kvam Ferries".encode("utf-16-le"),
        ("__substg1.0_0E04001F",): "Everybody".encode("utf-16-le"),
        ("__substg1.0_1000001F",): text.encode("utf-16-le"),
        ("__properties_version1.0",): bytes(header) + struct.pack("<IIQ", 0x00390040, 6, sent),
    }


def outlook_file() -> bytes:
    """A message with a table and another message attached."""
    streams = _message("Ferryman", "The new ferryman at Kvam is Arne Tveit. " + "He starts in May. " * 300, header=32)
    table = ("__attach_version1.0_#00000000",)
    rows = [{"route": "Kvam", "fare": "3 euros", "minutes": "20"}]
    streams[(*table, "__substg1.0_3707001F")] = "fares.csv".encode("utf-16-le")
    streams[(*table, "__substg1.0_37010102")] = table_file(rows)
    inner = ("__attach_version1.0_#00000001", "__substg1.0_3701000D")
    for place, data in _message("Older", "The old ferryman keeps bees.", header=24).items():
        streams[(*inner, *place)] = data
    return compound_file(streams)
