"""What have all values of the model in common?"""

from pydantic import BaseModel, ConfigDict

from build_tools.model.text import Note, Slug


class Value(BaseModel):
    """A frozen value that refuses keys it does not know; attribute docstrings are what editors show to legal."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


class Entry(Value):
    """One entry of a list: its id stays when it is renamed or moved."""

    id: Slug
    """Names the entry for ever: lower-case words joined by hyphens. Changing it makes another entry."""
    note: Note | None = None
    """A remark for colleagues. Never published."""
