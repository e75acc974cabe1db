"""Names the JSON Schemas (draft 2020-12) of reports, which the site publishes.

They are a promise to other programs: keys may come, and none goes.
"""

from pathlib import Path

FINDINGS = Path(__file__).with_name("findings.schema.json")
CHECKLISTS = Path(__file__).with_name("checklists.schema.json")
