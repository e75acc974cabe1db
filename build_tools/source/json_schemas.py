"""Makes the JSON Schemas with which editors check the files of `policy_src/`."""

import json

from build_tools.model.checklist import ChecklistFile
from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.model.sentences import Sentences


def make_schemas() -> dict[str, str]:
    """The JSON Schema (draft 2020-12) of each file of `policy_src/`, by the name of the schema's file."""
    schemas: dict[str, str] = {}
    for name, model in (FILES | DECISIONS | {"checklist.yml": ChecklistFile, "sentences.yml": Sentences}).items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
        schemas[name.replace(".yml", ".json")] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return schemas
