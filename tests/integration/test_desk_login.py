"""Logging in and out of the desk."""

from datetime import timedelta

import pytest
from support.desk_client import Browser, words_of
from support.sample_desk import SampleDesk

from assistant.desk.attempts import FREE_FAILURES

pytest_plugins = ("support.desk_fixtures",)


def test_name_and_password_open_the_queue(stranger: Browser) -> None:
    page = stranger.log_in("xiaoli")
    assert page.status_code == 200
    assert "Every customer has been answered." in words_of(page.text)


@pytest.mark.parametrize(("name", "password"), [("xiaoli", "wrong password"), ("nobody", "wrong password"), ("", "")])
def test_a_wrong_password_and_an_unknown_name_read_alike(stranger: Browser, name: str, password: str) -> None:
    page = stranger.log_in(name, password)
    assert page.status_code == 401
    assert "The name and the password do not belong together." in words_of(page.text)


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(stranger: Browser) -> None:
    stranger.client.follow_redirects = False
    cookie = stranger.log_in("xiaoli").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_without_a_session_every_page_leads_to_the_log_in_page_and_back(stranger: Browser, desk: SampleDesk) -> None:
    page = stranger.get("/screened?page=0")
    assert page.url.path == "/login"
    back = stranger.log_in("xiaoli", next="/screened?page=0")
    assert str(back.url).endswith("/screened?page=0")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y"]
)
def test_nobody_is_led_to_another_site_after_logging_in(stranger: Browser, elsewhere: str) -> None:
    stranger.client.follow_redirects = False
    assert stranger.log_in("xiaoli", next=elsewhere).headers["location"] == "/"


def test_logging_out_ends_the_session_on_the_server(agent: Browser, stranger: Browser) -> None:
    token = agent.client.cookies["draftdesk_session"]
    agent.post("/logout")
    stranger.client.cookies.set("draftdesk_session", token)
    assert stranger.get("/").url.path == "/login"


def test_a_session_ends_by_itself(agent: Browser, desk: SampleDesk) -> None:
    desk.now += timedelta(hours=13)
    assert agent.get("/").url.path == "/login"


def test_htmx_leaves_the_page_when_the_session_is_over(stranger: Browser) -> None:
    answer = stranger.get("/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login"


def test_guessing_is_slowed_down_even_for_the_right_password(stranger: Browser, desk: SampleDesk) -> None:
    for _ in range(FREE_FAILURES):
        stranger.log_in("xiaoli", "wrong password")
    page = stranger.log_in("xiaoli")
    assert page.status_code == 429
    assert "Too many failures. Try again in" in words_of(page.text)
    desk.now += timedelta(seconds=11)
    assert stranger.log_in("xiaoli").status_code == 200


def test_a_deactivated_user_is_out_at_once(agent: Browser, desk: SampleDesk) -> None:
    desk.records.users.deactivate("xiaoli")
    assert agent.get("/").url.path == "/login"


def test_the_language_is_the_browsers_until_somebody_chooses(desk: SampleDesk) -> None:
    browser = Browser(desk)
    assert "密码" in browser.get("/login", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).text
    token = browser.client.cookies["draftdesk_form"]
    page = browser.client.post("/language", data={"language": "en", "back": "/login", "csrf": token})
    assert "Password" in page.text


def test_a_chosen_language_stays_with_the_user(agent: Browser, desk: SampleDesk) -> None:
    assert "队列" in agent.post("/language", {"language": "zh", "back": "/"}).text
    again = Browser(desk)
    assert "队列" in again.log_in("xiaoli").text


def test_a_language_that_we_do_not_speak_changes_nothing(agent: Browser) -> None:
    assert "Queue" in agent.post("/language", {"language": "xx", "back": "/"}).text
