"""Finds facts that no page can show, because wording.yml has no words for them."""

from collections.abc import Iterator

from build_tools.model.policy import Policy, Route

Found = Iterator[tuple[str, Route, str, str]]
"""The id of the entry that a gap is about, the route to it, what is wrong, and the remedy."""


def training_without_words(policy: Policy) -> Found:
    """Whether vendors train AI models is shown beside their data."""
    labels = policy.wording.subprocessors
    for index, vendor in enumerate(policy.subprocessors):
        name = {True: "training", False: "no_training", None: ""}[vendor.trains_models]
        if name and not getattr(labels, name):
            what = f"the source states whether {vendor.name} trains AI models, but no document has words for it"
            remedy = f"Add {name}: to the subprocessors in wording.yml."
            yield vendor.id, ("subprocessors", index, "trains_models"), what, remedy


def signup_without_words(policy: Policy) -> Found:
    """The form of the mailing list is shown only with its words."""
    if policy.publication.signup and not policy.wording.signup:
        what = "the form of the mailing list has no words, so no page shows it"
        remedy = "Add signup: to wording.yml, with heading, invitation, email, submit, sends, by_mail and leave."
        yield "signup", ("publication", "signup"), what, remedy
