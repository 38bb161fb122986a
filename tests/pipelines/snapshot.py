"""Every asset with what depends on it being right, as JSON. `python -m tests.pipelines.snapshot` renews the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.definitions import defs

FILE = Path(__file__).parent / "assets.json"


def current() -> dict[str, dict[str, Any]]:
    """By asset key: its dependencies, group, owners, kinds, partitions, pools and checks."""
    graph = defs.resolve_asset_graph()
    shown = {}
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        shown[key.to_user_string()] = {
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            "group": node.group_name,
            "owners": sorted(node.owners),
            "kinds": sorted(node.kinds),
            "partitions": type(node.partitions_def).__name__,
            "pools": sorted(node.pools or ()),
            "checks": sorted(check.name for check in node.check_keys),
        }
    return shown


if __name__ == "__main__":
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(shown)}" for key, shown in current().items())
    FILE.write_text(f"{{\n{lines}\n}}\n")
