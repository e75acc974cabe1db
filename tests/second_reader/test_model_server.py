"""Tests that an answer is read or its failure told, in bounded time, and no other host gets the key."""

import json
import re
from dataclasses import replace
from socket import create_server
from typing import Any

import pytest

from build_tools.project.environment import ReaderSettings
from build_tools.second_reader.errors import ReaderError
from build_tools.second_reader.model_server import ModelServer
from tests.support.model_server import KEY, Act, Model, serve_model

MESSAGES = [{"role": "system", "content": "x"}, {"role": "user", "content": '{"changes": []}'}]
SCHEMA = {"type": "object"}


def ask(model: Model, pauses: list[float] | None = None, **other: Any) -> str:
    """What the model answers; pauses are noted instead of taken."""
    settings = replace(ReaderSettings(model.address, "stub-1", KEY, 20), **other)
    sleep = ([] if pauses is None else pauses).append
    return ModelServer(settings, sleep).complete(MESSAGES, SCHEMA)


def refusal(model: Model, **other: Any) -> str:
    """Why there is no answer."""
    with pytest.raises(ReaderError) as refused:
        ask(model, **other)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("streams", [True, False])
def test_an_answer_is_read_whether_it_is_streamed_or_not(*, streams: bool) -> None:
    with serve_model(say=lambda _: {"opinions": ["é" * 300]}, streams=streams) as model:
        assert json.loads(ask(model)) == {"opinions": ["é" * 300]}

    (body,) = model.asked
    assert (body["model"], body["messages"]) == ("stub-1", MESSAGES)
    assert body["response_format"]["json_schema"] == {"name": "opinions", "strict": True, "schema": SCHEMA}
    assert model.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize("tail", ["", "/chat/completions"])
def test_the_address_may_be_that_of_the_api_or_of_its_function(tail: str) -> None:
    with serve_model() as model:
        ask(model, address=model.address + tail)

    assert len(model.asked) == 1


def test_a_server_without_a_key_gets_none() -> None:
    with serve_model() as model:
        ask(model, key="")

    assert model.keys == [""]


def test_a_server_that_refuses_schemas_is_asked_without() -> None:
    with serve_model(knows_schemas=False) as model:
        assert json.loads(ask(model)) == {"opinions": []}

    assert ["response_format" in body for body in model.asked] == [True, False]


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("cut", "its answer is cut off: the connection has ended before the answer"),
        ("length", "its answer is cut off: the model has reached its limit of length"),
        ("content_filter", "it refuses to answer: a filter has stopped it"),
        ("refusal", "it refuses to answer: I cannot help with that"),
        ((400, {}, {"error": {"message": "no such model"}}), "it answers HTTP 400: no such model"),
        ((404, {}, "<html>"), "it answers HTTP 404: it gives no reason"),
        ((200, {}, "<html>\nLog in</html>"), "it answers with something that is not JSON: '<html> Log in</html>'"),
        ((200, {}, {"error": {"message": "no credit"}}), "it reports an error: no credit"),
        ((401, {}, {"error": {"message": f"Incorrect key {KEY}."}}), "it refuses the key (HTTP 401: Incorrect key …)"),
        ((403, {}, {"message": "\x1b[31mno"}), "it refuses the key (HTTP 403: [U+001B][31mno)"),
        ("huge", "its answer is larger than 4 MB"),
    ],
)
def test_what_is_no_answer_is_told_at_once(act: Act, words: str, *, streams: bool) -> None:
    with serve_model([act], streams=streams) as model:
        told = refusal(model)

    assert told.startswith(words)
    assert KEY not in told
    assert len(model.asked) == 1


@pytest.mark.parametrize("act", ["silent", "endless", "dripping headers"])
def test_a_server_that_never_ends_is_left(act: Act) -> None:
    with serve_model([act]) as model:
        told = refusal(model, seconds=1)

    assert told == "it does not answer within 1 second. Ask again later, or set POLICY_READER_SECONDS to more seconds."


@pytest.mark.parametrize("act", ["hang up", (429, {}, {}), (500, {}, {}), (503, {}, {})])
def test_a_busy_server_is_asked_again(act: Act) -> None:
    pauses: list[float] = []
    with serve_model([act, act]) as model:
        assert json.loads(ask(model, pauses)) == {"opinions": []}

    assert pauses == [1, 3]


def test_a_server_that_stays_busy_is_told() -> None:
    pauses: list[float] = []
    with (
        serve_model([(503, {}, {"error": {"message": "overloaded"}})] * 3) as model,
        pytest.raises(ReaderError) as busy,
    ):
        ask(model, pauses)

    assert str(busy.value).startswith("it answers HTTP 503: overloaded. Ask again later")
    assert len(model.asked) == 3


def test_a_server_says_how_long_to_wait_and_nobody_waits_for_hours() -> None:
    pauses: list[float] = []
    acts: list[Act] = [(429, {"Retry-After": "7"}, {}), (429, {"Retry-After": "7200"}, {})]
    with serve_model(acts) as model, pytest.raises(ReaderError, match="HTTP 429"):
        ask(model, pauses)

    assert pauses == [7]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_gets_neither_the_key_nor_the_text(status: int) -> None:
    with (
        serve_model() as other,
        serve_model([(status, {"Location": f"{other.address}/chat/completions"}, {})]) as model,
    ):
        told = refusal(model)

    assert told == (
        "it redirects to 127.0.0.1, which gets neither the key nor the text. "
        "Write the final address in POLICY_READER_URL."
    )
    assert other.asked == []


def test_a_proxy_is_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_model() as proxy, serve_model() as model:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        ask(model)

    assert (len(proxy.asked), len(model.asked)) == (0, 1)


def test_an_address_that_no_network_knows_is_told() -> None:
    with serve_model() as model:
        told = refusal(model, address=f"https://{'a' * 70}.example/v1")

    assert re.fullmatch(r"its address cannot be used: .*\. Check POLICY_READER_URL\.", told)


def test_a_refusal_that_does_not_arrive_is_told() -> None:
    with serve_model([(404, {"Content-Length": "1000"}, "{")]) as model:
        assert refusal(model).startswith("it answers HTTP 404: it gives no reason.")


def test_nobody_there_is_told() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    told = refusal(Model(port))

    assert told.startswith("it cannot be reached: ")
    assert told.endswith("Check POLICY_READER_URL. Or ask again later.")


def test_a_server_that_repeats_the_key_does_not_bring_it_into_the_answer() -> None:
    with serve_model(say=lambda _: f"the key is {KEY}") as model:
        assert ask(model) == "the key is …"


def test_the_key_is_not_shown_with_the_settings() -> None:
    assert KEY not in repr(ReaderSettings("https://example.com/v1", "m", KEY))
