"""Hostile HTML mail in a real browser: no script runs and no request leaves, until pictures are asked for.

A script that runs asks one host for a picture, whatever loads asks another; both are counted at the browser's network.
The positive control serves the same payloads without sanitiser, sandbox and policy, and they are caught doing harm.
"""

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, Request, Route
from support.chromium import serving
from support.sample_desk import SampleDesk
from support.tickets import html_mail

pytestmark = pytest.mark.browser

SCRIPTS = [
    "<script>RUN</script>",
    "<img src=x onerror=RUN>",
    "<svg onload=RUN></svg>",
    "<svg><script>RUN</script></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=RUN&gt;'></table></math>",
    "<body onload=RUN>",
    "<details open ontoggle=RUN>x</details>",
    "<input autofocus onfocus=RUN>",
    "<video><source onerror=RUN></video>",
    "<iframe srcdoc='<script>RUN</script>'></iframe>",
    "<iframe src='javascript:RUN'></iframe>",
    "<object data='data:text/html,<script>RUN</script>'></object>",
    "<marquee onstart=RUN>x</marquee>",
    "<noscript><p title='</noscript><img src=x onerror=RUN>'></noscript>",
    "<template><script>RUN</script></template><script>RUN</script>",
    "<style>@import 'x';</style><p style='animation:x' onanimationstart=RUN>x</p>",
    "<a href='javascript:RUN' id=bait>bait</a>",
    "<a href='&#106;avascript:RUN' id=bait>bait</a>",
    "<form action='javascript:RUN'><button id=bait>bait</button></form>",
]
TRACKERS = [
    "<img src='https://tracker.example/1.png'>",
    "<img srcset='https://tracker.example/2.png 2x'>",
    "<p style=\"background:url('https://tracker.example/3.png')\">x</p>",
    "<style>body{background:url(https://tracker.example/4.png)}</style>",
    "<link rel=stylesheet href='https://tracker.example/5.css'>",
    "<link rel=prefetch href='https://tracker.example/6'>",
    "<iframe src='https://tracker.example/7'></iframe>",
    "<video src='https://tracker.example/8' autoplay></video>",
    "<audio src='https://tracker.example/9' autoplay></audio>",
    "<object data='https://tracker.example/10'></object>",
    "<embed src='https://tracker.example/11'>",
    "<meta http-equiv=refresh content='0;url=https://tracker.example/12'>",
    "<input type=image src='https://tracker.example/13'>",
    "<table background='https://tracker.example/14.png'><tr><td>x</td></tr></table>",
    "<svg><image href='https://tracker.example/15.png' width=9 height=9></image></svg>",
    "<style>@font-face{font-family:f;src:url(https://tracker.example/16)}p{font-family:f}</style><p>x</p>",
]
TRAP = "fetch(`https://ran.example/`)"
"""Without spaces and quotes, so that it stands in an unquoted attribute as well."""


class Watched:
    """A page whose requests are noted; those for other hosts are answered here instead of leaving."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self.left: list[str] = []
        page.context.route(lambda address: not address.startswith(own), self._stop)
        page.on("dialog", lambda dialog: dialog.dismiss())

    def _stop(self, route: Route, request: Request) -> None:
        self.left.append(request.url)
        route.fulfill(status=200, body="", content_type="text/plain")

    def harm(self, address: str, *, click: bool = True) -> list[str]:
        """What was asked of other hosts when the page was opened, and its bait clicked."""
        self.left.clear()
        self.page.goto(address)
        self.page.wait_for_timeout(120)
        for frame in self.page.frames if click else []:
            bait = frame.locator("#bait")
            if bait.count():
                bait.first.click(timeout=1000, no_wait_after=True)
                self.page.wait_for_timeout(120)
        return list(self.left)


def payload(html: str) -> str:
    return html.replace("RUN", TRAP)


def test_hostile_mails_run_nothing_and_load_nothing(agent_page: Page, desk: SampleDesk, desk_address: str) -> None:
    watched = Watched(agent_page, desk_address)
    for html in [*SCRIPTS, *TRACKERS]:
        saved = html_mail(desk, f"<p>before</p>{payload(html)}<p>after</p>")
        assert watched.harm(f"/tickets/{saved.ticket_id}?view=html&message={saved.message_id}") == [], html


def test_policy_and_sandbox_hold_even_without_the_sanitiser(
    agent_page: Page, desk: SampleDesk, desk_address: str
) -> None:
    """Should a payload get past the sanitiser one day, nothing runs and nothing leaves: in the frame, nor in a tab."""
    desk.sanitise = str
    watched = Watched(agent_page, desk_address)
    for html in [*SCRIPTS, *TRACKERS]:
        saved = html_mail(desk, payload(html))
        assert watched.harm(f"/tickets/{saved.ticket_id}?view=html", click=False) == [], html
        assert watched.harm(f"/messages/{saved.message_id}/html", click=False) == [], html


def test_asked_for_pictures_load_and_nothing_else(agent_page: Page, desk: SampleDesk, desk_address: str) -> None:
    watched = Watched(agent_page, desk_address)
    saved = html_mail(desk, TRACKERS[0] + TRACKERS[6] + payload(SCRIPTS[1]))
    assert watched.harm(f"/tickets/{saved.ticket_id}?view=html&images=true") == ["https://tracker.example/1.png"]


@pytest.mark.parametrize("corpus", [SCRIPTS, TRACKERS], ids=["scripts", "trackers"])
def test_without_the_defences_the_same_mails_do_harm(chromium: Browser, corpus: list[str]) -> None:
    """The positive control: most payloads are live in this very browser."""
    app = FastAPI()
    app.add_api_route("/{number:int}", lambda number: HTMLResponse(payload(corpus[int(number)])), methods=["GET"])
    context = chromium.new_context()
    with serving(app) as address:
        watched = Watched(context.new_page(), address)
        caught = sum(bool(watched.harm(f"{address}/{number}")) for number in range(len(corpus)))
    context.close()
    assert caught >= len(corpus) // 2
