"""Writes the opinions of second readers into `opinions.yml`."""

from collections.abc import Iterable

from build_tools.model.finding import Finding
from build_tools.model.opinion import OPINIONS, Opinion
from build_tools.model.tree import Tree
from build_tools.source.form_content import keep_lines
from build_tools.source.yaml_patch import patch_yaml


def update_opinions(
    tree: Tree, before: Iterable[Opinion], after: Iterable[Opinion], findings: Iterable[Finding]
) -> bytes | None:
    """The content of `opinions.yml` with the opinions on `findings`; none if the file stays as it is.

    `before` and `after` are the opinions of both sources of a comparison, and `tree` is the second one. Opinions on
    earlier changes stay, and those on findings that are gone are left out. Entries are in the order of findings and
    models, so that the same opinions always give the same content.
    """
    earlier = {opinion.finding for opinion in before}
    kept = [opinion for opinion in after if opinion.finding in earlier]
    of_change = [opinion for finding in findings for opinion in finding.opinions]
    opinions = {(opinion.finding, opinion.model): opinion for opinion in (*kept, *of_change)}
    was = tree.files.get(OPINIONS)
    if not opinions and was is None:
        return None
    entries = [opinions[key].model_dump(mode="json") for key in sorted(opinions)]
    text = patch_yaml(tree.read(OPINIONS) if was is not None else "", {"opinions": entries})
    data = keep_lines(text, was or b"")
    return None if data == was else data
