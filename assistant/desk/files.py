"""What came with a mail, handed to the browser so that it can do no harm there."""

import re
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from assistant.case.files import HEAD, FileKind, sniffed_type
from assistant.desk.security import FILE_POLICY, MAIL_POLICY, MAIL_POLICY_WITH_IMAGES
from assistant.desk.visitor import Reader

router = APIRouter()
SHOWN_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that browsers decode and never execute; SVG is a document with scripts and is downloaded."""
SEEN_BY_EYE: frozenset[FileKind] = frozenset({"photo", "picture", "signature", "report"})
"""Kinds that the page shows, or that hold no words of the customer; all others the agent is told to look at."""

_WAITING_IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*?) data-src="(https?:[^"]*)"')
_FRAME = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
    "<style>body{{margin:12px;font:14px/1.6 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;color:#1b2330;"
    "background:#fff;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}table{{max-width:100%}}"
    "blockquote{{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #c6ccd5}}</style></head><body>{}</body></html>"
)


@router.get("/messages/{message_id}/html")
def show_html(agent: Reader, message_id: int, images: bool = False) -> Response:
    """The mail's HTML for the sandboxed frame. Pictures from elsewhere load only when they were asked for."""
    html = agent.services.read_mail(message_id).html
    if html is None:
        raise HTTPException(404)
    safe = agent.services.sanitise(html)
    if images:
        safe = _WAITING_IMAGE.sub(r'<img\1 src="\2"', safe)
    policy = MAIL_POLICY_WITH_IMAGES if images else MAIL_POLICY
    return HTMLResponse(_FRAME.format(safe), headers={"Content-Security-Policy": policy})


@router.get("/messages/{message_id}/files/{part}")
def show_file(agent: Reader, message_id: int, part: str, download: bool = False) -> Response:
    """One attachment of this very message: what its bytes prove to be a picture to look at, everything else to
    download."""
    attachments = agent.services.read_mail(message_id).attachments
    attachment = next((attachment for attachment in attachments if attachment.part == part), None)
    if attachment is None:
        raise HTTPException(404)
    content = agent.services.attachment(message_id, part)
    proven = sniffed_type(content[:HEAD])
    shown = proven in SHOWN_IMAGES and not download
    return Response(
        content,
        media_type=proven if shown else "application/octet-stream",
        headers={
            "Content-Security-Policy": FILE_POLICY,
            "Content-Disposition": _disposition("inline" if shown else "attachment", attachment.name),
        },
    )


@router.get("/messages/{message_id}/raw")
def download_raw(agent: Reader, message_id: int) -> Response:
    """The mail byte for byte, for when nothing else can read it."""
    return Response(
        agent.services.messages.raw(message_id),
        media_type="application/octet-stream",
        headers={
            "Content-Security-Policy": FILE_POLICY,
            "Content-Disposition": _disposition("attachment", f"message-{message_id}.eml"),
        },
    )


def _disposition(kind: str, name: str) -> str:
    """RFC 6266 with the name percent-encoded (RFC 8187): no name can end the header or begin another one."""
    usable = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\:*?"<>|')[-150:]
    return f"{kind}; filename*=UTF-8''{quote(usable.strip('. ') or 'attachment', safe='', errors='replace')}"
