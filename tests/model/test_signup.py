"""Tests which addresses and subjects of a mailing list are refused, since pages and headers hold them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from build_tools.model.signup import OneClickAddress, SafeAddress, Subject


@pytest.mark.parametrize(
    "address",
    [
        *("https://*", "https://*.example.com/form", "https://lists.example.com:*/form", "https://?list=1"),
        *(
            "https://lists.example.com;script-src/x",
            "https://..",
            "https://lists.example.com/\x01",
            "javascript:alert(1)",
        ),
        *("https://lists.example.com/ *", "https://lists.example.com/'unsafe-inline'", "data:text/html,x"),
    ],
)
def test_a_form_is_sent_to_one_host(address: str) -> None:
    with pytest.raises(ValidationError, match=r"does not name one host|is not a web address"):
        TypeAdapter(SafeAddress).validate_python(address)


@pytest.mark.parametrize("address", ["https://lists.example.com:8443/form?list=1&b=2", "http://localhost:9000/form"])
def test_addresses_of_list_servers_are_accepted(address: str) -> None:
    assert TypeAdapter(SafeAddress).validate_python(address) == address


@pytest.mark.parametrize(
    "address", ["https://lists.example.com/ü/%r%", "https://lists.example.com/\x01", "https://a.example/" + "x" * 901]
)
def test_an_address_for_one_click_fits_in_a_header(address: str) -> None:
    with pytest.raises(ValidationError, match="is not an https address for one reader"):
        TypeAdapter(OneClickAddress).validate_python(address)
    assert TypeAdapter(OneClickAddress).validate_python("https://a.example/leave?id={{ID}}&x=%r%")


@pytest.mark.parametrize("subject", ["leave\rBcc: x", "leave\nnow", "\u202eleave", "leave\x00", " leave"])
def test_a_subject_is_one_line_that_can_be_printed(subject: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Subject).validate_python(subject)
    assert TypeAdapter(Subject).validate_python("subscribe ändern") == "subscribe ändern"
