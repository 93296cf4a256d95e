"""What a file is, by what is in it: names and promises of senders count for nothing."""

MEDIA = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "html": "text/html",
    "text": "text/plain",
}
ENDINGS = {"jpeg": ".jpg", "text": ".txt"}
LOOKED_AT = 8_192
"""So many first bytes tell the kind."""
STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    # Old workbooks and encrypted new ones lie in the same container.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"PAR1", "parquet"),
)
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(first: bytes) -> str:
    """`jpeg`, `png`, `webp`, `pdf`, `xlsx`, `xls`, `csv`, `parquet`, `zip`, `html`, `text`; empty: unknown."""
    found = next((kind for start, kind in STARTS if first.startswith(start)), "")
    if found:
        return found
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "webp"
    if first.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in first[:LOOKED_AT] else "zip"
    return _text_kind(first[:LOOKED_AT])


def ending(kind: str) -> str:
    """Of a file of this kind, with the dot; empty for unknown ones."""
    return ENDINGS.get(kind, f".{kind}" if kind else "")


def _text_kind(first: bytes) -> str:
    marked = first.startswith(MARKS)
    if not first or (not marked and any(byte < 32 and byte not in b"\t\n\r\f" for byte in first)):
        return ""
    plain = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if plain.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<script", b"<svg")):
        return "html"
    return (
        "csv"
        if any(sign in first for sign in (b",", b"\t", b";", "，".encode(), "，".encode("gb18030")))
        else "text"
    )
