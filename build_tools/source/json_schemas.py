"""What may stand in each file of facts, as JSON Schema for editors?"""

import json

from build_tools.model.checklist import ChecklistFile
from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.model.value import Value


def make_schemas() -> dict[str, str]:
    """The JSON Schema (draft 2020-12) of each file of `policy_src/`, by the name of the schema's file."""
    files = FILES | DECISIONS | {"checklist.yml": ChecklistFile}
    return {f"{name.removesuffix('.yml')}.json": _make_schema(model) for name, model in files.items()}


def _make_schema(model: type[Value]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
