"""How does the model say what is wrong with a value?"""

from pydantic_core import PydanticCustomError

KIND = "own"
"""The type of pydantic's error that carries one of our own messages."""


def invalid(message: str) -> PydanticCustomError:
    """An error to raise while a value is read. The message says what is wrong; its second sentence, how to mend it."""
    return PydanticCustomError(KIND, "{message}", {"message": message})
