"""files.*: the two-step upload, and what was uploaded."""

from __future__ import annotations

import mimetypes
from typing import Any

from .. import channels, messages
from ..arguments import invalid
from ..call import Call, Method
from ..errors import SlackError
from ..store import Document
from ..work import Work
from .chat import signed

SIZE_LIMIT = 100 * 1024 * 1024
"""Bytes of one upload here; Slack's own limit is 1 GB (error `file_too_large`)."""


def get_upload_url(call: Call) -> Document:
    """An address that takes the file's bytes."""
    name = call.arguments.required("filename")
    length = call.arguments.number("length", 0)
    if length <= 0:
        raise invalid("length must be positive")
    if length > SIZE_LIMIT:
        raise SlackError("file_too_large")
    file = announced(call.work, name, length, call.bot)
    base = call.work.config.base_url.rstrip("/")
    return {"upload_url": f"{base}/upload/{file['id']}", "file_id": file["id"]}


def announced(work: Work, name: str, size: int, user: str) -> Document:
    """A new file that still lacks its bytes."""
    id = work.new_id("F")
    address = f"{work.config.base_url.rstrip('/')}/files/{id}"
    file = {
        "id": id,
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "text/plain",
        "filetype": name.rpartition(".")[2],
        "size": size,
        "user": user,
        "created": int(work.now),
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "uploaded": False,
        "shares": {},
    }
    work.db.keep("file", id, user, file)
    return file


def complete_upload(call: Call) -> Document:
    """Finish uploads and, with `channel_id`, share them there."""
    wanted = call.arguments.json("files")
    if not isinstance(wanted, list) or not wanted:
        raise invalid("missing required field: files")
    files = [_finished(call, each) for each in wanted]
    targets = call.arguments.names("channels")
    if "channel_id" in call.arguments:
        targets = [call.arguments.text("channel_id")]
    for id in targets:
        _share(call, id, files)
    return {"files": files}


def info(call: Call) -> Document:
    """A file; `file_not_found` if there is none."""
    return {"file": find(call.work, call.arguments.required("file")), "comments": []}


def find(work: Work, id: str) -> Document:
    """The file with this id."""
    file = work.db.kept("file", id)
    if file is None:
        raise SlackError("file_not_found")
    return file


def store_content(work: Work, id: str, content: bytes) -> None:
    """Keep a file's bytes; `file_upload_size_restricted` if they are not as many as announced."""
    file = find(work, id)
    if len(content) != file["size"]:
        raise SlackError("file_upload_size_restricted")
    work.db.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", id, content)
    work.db.keep("file", id, file["user"], {**file, "uploaded": True})


def content(work: Work, id: str) -> tuple[Document, bytes]:
    """A file and its bytes."""
    found = work.db.value("SELECT content FROM contents WHERE id = ?", id)
    if found is None:
        raise SlackError("file_not_found")
    return find(work, id), bytes(found)


def _finished(call: Call, wanted: Any) -> Document:
    if not isinstance(wanted, dict) or not isinstance(wanted.get("id"), str):
        raise invalid("files must be a list of objects with an id")
    file = find(call.work, wanted["id"])
    if not file["uploaded"]:
        raise SlackError("file_not_found")
    file["title"] = wanted.get("title") or file["title"]
    call.work.db.keep("file", file["id"], file["user"], file)
    return file


def _share(call: Call, id: str, files: list[Document]) -> None:
    channel = call.living(call.seated(channels.visible(call.work, call.bot, id)))
    message = {"text": call.arguments.text("initial_comment"), "files": files}
    message |= signed(call.work.config, {})
    if "thread_ts" in call.arguments:
        message["thread_ts"] = call.arguments.text("thread_ts")
    posted = messages.post(call.work, channel, message)
    for file in files:
        file["shares"] = {"public": {channel["id"]: [{"ts": posted["ts"]}]}}
        call.work.db.keep("file", file["id"], file["user"], file)


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, scopes=("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete_upload, scopes=("files:write",), tier=4),
    "files.info": Method(info, scopes=("files:read",), tier=4),
}
