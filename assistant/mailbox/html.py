"""HTML mail: to words for the case, and to harmless HTML for the desk.

Both go through nh3 (html5ever) first: it understands broken HTML as browsers do, in linear time but for very deep
nesting, which is refused here. What a reader would not see (hidden elements, comments, styles) becomes no words,
because instructions to the drafter are hidden there.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable
from html import escape

import nh3

from assistant.mailbox.hidden import hidden_by_style_sheet
from assistant.mailbox.html_words import BLOCKS, INLINE, Reader

MAX_LENGTH = 500_000
"""Characters of HTML that are read; the raw mail keeps the rest."""
MAX_NESTING = 400
MAX_UNCLOSED = 4_000
"""Elements of those kinds that end by themselves and may be left open one after the other: paragraphs, cells, items."""
SECONDS = 2.0
"""How long each of the two ways may take; what takes longer is shown without its tags."""
_AT_ONCE = 50_000
"""Characters that no known trick makes slow: they are read without a second thread."""

_DROPPED = {
    "script", "style", "title", "head", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea",
}  # fmt: skip
_TAGS = set(BLOCKS | INLINE)
_READING_ATTRIBUTES = {"*": {"style", "class", "id", "hidden", "type", "bgcolor", "color", "background"}}

_SHOWN_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width", "height"},
    "th": {"colspan", "rowspan", "width", "height"},
    "table": {"width", "border", "cellpadding", "cellspacing"},
    "font": {"color", "size"},
    "ol": {"start"},
}
_SHOWN_STYLES = {
    "color", "background-color", "font-weight", "font-style", "font-size", "text-align", "text-decoration", "margin",
    "margin-left", "margin-top", "margin-bottom", "padding", "padding-left", "border-left", "border-collapse",
    "white-space", "display",
}  # fmt: skip

_TAG = re.compile(r"<(/?)([a-z][^\s/<>]{0,40})", re.I)
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_ENDING_BY_THEMSELVES = frozenset({
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot",
    "th", "thead", "tr",
})  # fmt: skip
_ANY_TAG = re.compile(r"<[^<>]*>")
_UNSHOWN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*)>')
_SPACES = re.compile(r"[ \t\r\n\f]+")


def to_text(html: str) -> str:
    """The words that a reader of this HTML would see, in lines. Quoted passages (`blockquote`) are prefixed `> `."""
    html = html[:MAX_LENGTH]
    read = None if _too_deep(html) else _in_time(_read, html)
    return _tags_removed(html) if read is None else read


def sanitise(html: str) -> str:
    """HTML that can be shown: no scripts, forms, frames or style sheets, and nothing that the browser would request.

    The address of an image waits in `data-src` until somebody asks for it. HTML nested too deep is shown as its words.
    """
    html = html[:MAX_LENGTH]
    safe = None if _too_deep(html) else _in_time(_sanitised, html)
    return f"<pre>{escape(_tags_removed(html))}</pre>" if safe is None else safe


def _read(html: str) -> str:
    reader = Reader(hidden_by_style_sheet(html))
    reader.read(nh3.clean(html, tags=_TAGS, attributes=_READING_ATTRIBUTES, clean_content_tags=_DROPPED, link_rel=None))
    return reader.text()


def _sanitised(html: str) -> str:
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_SHOWN_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        filter_style_properties=_SHOWN_STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return _IMAGE.sub(lambda image: f"<img{image[1].replace(' src=', ' data-src=')}>", safe)


def _in_time(work: Callable[[str], str], html: str) -> str | None:
    """None after `SECONDS`. The thread then ends by itself, unheard: all that it does ends, but not all of it soon."""
    if len(html) <= _AT_ONCE:
        return work(html)
    done: list[str | Exception] = []

    def run() -> None:
        try:
            done.append(work(html))
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that waits
            done.append(error)

    thread = threading.Thread(target=run, daemon=True, name="html")
    thread.start()
    thread.join(SECONDS)
    result = done[0] if done else None
    if isinstance(result, Exception):
        raise result
    return result


def _too_deep(html: str) -> bool:
    """By the tags as they stand. An end closes none but elements of its own name: others pile up all the same."""
    left_open: Counter[str] = Counter()
    depth = unclosed = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _VOID or (match[1] and not left_open[name]):
            continue
        step = -1 if match[1] else 1
        left_open[name] += step
        if name in _ENDING_BY_THEMSELVES:
            unclosed += step
        else:
            depth += step
        if depth > MAX_NESTING or unclosed > MAX_UNCLOSED:
            return True
    return False


def _tags_removed(html: str) -> str:
    return _SPACES.sub(" ", _ANY_TAG.sub(" ", _UNSHOWN.sub(" ", html))).strip()
