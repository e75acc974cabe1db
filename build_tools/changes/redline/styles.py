"""Names the style sheet of redlines."""

from pathlib import Path

STYLES = Path(__file__).parent / "redline.css"
