"""`method = "auto"`: which way of asking for a form an endpoint knows is found out once, and remembered."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.model_answers import GLOSSARY, a_mail
from support.model_stub import METHODS, Method, ModelStub, fails, is_ping, knows, running_model_stub

from assistant.drafting.model import ChatModel, Meter
from assistant.drafting.model_drafter import ModelDrafter
from assistant.drafting.model_methods import PING, KnownMethods, Pong
from assistant.drafting.offline import OfflineDrafter
from assistant.errors import ModelLockedOut, ModelRefused
from assistant.resources import packaged

JSON_MODE = "json_mode"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ModelStub]:
    with running_model_stub() as running:
        yield running


def asked(endpoint: ModelStub, methods: KnownMethods | None = None) -> ChatModel:
    model = ChatModel(endpoint.profile("auto"), None, methods=methods)
    model.ask(PING, Pong, Meter().count)
    return model


@pytest.mark.parametrize("deaf", [False, True], ids=["refuses", "passes over"])
@pytest.mark.parametrize("method", METHODS)
def test_the_first_way_that_the_endpoint_heeds_is_taken(endpoint: ModelStub, method: Method, deaf: bool) -> None:
    endpoint.answers(knows(method, deaf=deaf))
    assert asked(endpoint).method == method
    assert [call.method for call in endpoint.calls] == [*METHODS[: METHODS.index(method) + 1], method]


def test_a_whole_mail_is_read_by_what_was_found(endpoint: ModelStub) -> None:
    endpoint.answers(knows(JSON_MODE, deaf=True))
    drafter = ModelDrafter("main", endpoint.profile("auto"), None, packaged("prompts"), fallback=OfflineDrafter())
    understood = [drafter.understand(a_mail(), GLOSSARY) for _ in range(2)]
    assert [one.failure for one in understood] == [None, None]
    assert understood[0].usage.calls == 4  # two ways in vain, the one that works, and the mail
    assert understood[1].usage.calls == 1


def test_many_mails_at_once_find_out_once(endpoint: ModelStub) -> None:
    endpoint.answers(knows("function_calling"))
    model = ChatModel(endpoint.profile("auto"), None)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: model.ask(PING, Pong, Meter().count), range(8)))
    assert [call.method for call in endpoint.calls].count("json_schema") == 1


def test_the_next_start_remembers(endpoint: ModelStub, tmp_path: Path) -> None:
    file = tmp_path / "model_methods.json"
    endpoint.answers(knows(JSON_MODE))
    asked(endpoint, KnownMethods(file))
    endpoint.answers(knows(JSON_MODE))
    asked(endpoint, KnownMethods(file))
    assert [call.method for call in endpoint.calls] == [JSON_MODE]


def test_what_another_process_found_out_stays(tmp_path: Path) -> None:
    file = tmp_path / "model_methods.json"
    ours, theirs = KnownMethods(file), KnownMethods(file)
    ours.learn("http://a/v1", "m", "json_mode")
    theirs.learn("http://b/v1", "m", "json_schema")
    theirs.forget("http://b/v1", "m")
    theirs.learn("http://c/v1", "m", "function_calling")
    later = KnownMethods(file)
    known = [later.known(f"http://{host}/v1", "m") for host in "abc"]
    assert known == ["json_mode", None, "function_calling"]


@pytest.mark.parametrize("kept", ["", "[]", '{"x": 1}', "{"])
def test_a_file_that_cannot_be_read_stops_nothing(endpoint: ModelStub, tmp_path: Path, kept: str) -> None:
    file = tmp_path / "model_methods.json"
    file.write_text(kept, "utf-8")
    endpoint.answers(knows("json_schema"))
    assert asked(endpoint, KnownMethods(file)).method == "json_schema"


def test_no_folder_is_made_for_it(endpoint: ModelStub, tmp_path: Path) -> None:
    endpoint.answers(knows("json_schema"))
    asked(endpoint, KnownMethods(tmp_path / "later" / "model_methods.json"))
    assert list(tmp_path.iterdir()) == []


def test_an_endpoint_that_no_longer_takes_it_is_asked_anew(endpoint: ModelStub) -> None:
    methods = KnownMethods()
    endpoint.answers(knows("json_schema"))
    model = asked(endpoint, methods)
    endpoint.answers(knows(JSON_MODE))
    with pytest.raises(ModelRefused):
        model.ask(PING, Pong, Meter().count)
    model.ask(PING, Pong, Meter().count)
    assert model.method == JSON_MODE


def test_a_refused_key_tells_nothing_of_the_way(endpoint: ModelStub) -> None:
    endpoint.answers(fails(401))
    model = ChatModel(endpoint.profile("auto"), None)
    with pytest.raises(ModelLockedOut):
        model.ask(PING, Pong, Meter().count)
    assert len(endpoint.calls) == 1
    assert model.method == "auto"


def test_an_endpoint_that_takes_none_says_why(endpoint: ModelStub) -> None:
    endpoint.answers(knows())
    with pytest.raises(ModelRefused, match="does not accept the request"):
        asked(endpoint)
    assert all(is_ping(call) for call in endpoint.calls)
    assert len(endpoint.calls) == len(METHODS)
