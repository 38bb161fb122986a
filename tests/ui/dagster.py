"""Dagster over its GraphQL: launch backfills and wait for what they set off."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from resources.windows import Window

PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Dagster:
    """A running webserver with its daemon."""

    address: str

    def ask(self, query: str, **variables: Any) -> Mapping[str, Any]:
        """The data of a GraphQL reply."""
        reply = requests.post(f"{self.address}/graphql", json={"query": query, "variables": variables}, timeout=30)
        document = reply.json()
        assert "errors" not in document, document["errors"]
        data: Mapping[str, Any] = document["data"]
        return data

    def backfill(self, groups: Collection[str], window: Window, title: str) -> tuple[str, str]:
        """Backfill every asset of some groups over a range of days; its id, and the status it ended with."""
        nodes = self.ask("{ assetNodes { assetKey { path } groupName } }")["assetNodes"]
        launched = self.ask(
            "mutation($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {"
            " ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }",
            params={
                "assetSelection": [node["assetKey"] for node in nodes if node["groupName"] in groups],
                "partitionNames": [str(day) for day in window.days()],
                "title": title,
            },
        )["launchPartitionBackfill"]
        assert "backfillId" in launched, launched
        return launched["backfillId"], self._ended(launched["backfillId"])

    def _ended(self, backfill_id: str) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            status: str = self.ask(
                "query($id: String!) { partitionBackfillOrError(backfillId: $id) {"
                " ... on PartitionBackfill { status } } }",
                id=backfill_id,
            )["partitionBackfillOrError"]["status"]
            if status.startswith(("COMPLETED", "FAILED", "CANCELED")):
                return status
            time.sleep(1)
        raise AssertionError(f"backfill {backfill_id} did not end within {PATIENCE_SECONDS} seconds")

    def run_ids(self, backfill_id: str) -> list[str]:
        """The runs that a backfill launched."""
        runs = self.ask(
            "query($tags: [ExecutionTag!]) { runsOrError(filter: {tags: $tags}) {"
            " ... on Runs { results { runId } } } }",
            tags=[{"key": "dagster/backfill", "value": backfill_id}],
        )["runsOrError"]["results"]
        return [run["runId"] for run in runs]

    def await_materialized(self, *key: str) -> None:
        """Wait until an asset has been materialized, by whomever."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        query = "query($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset {"
        query += " assetMaterializations(limit: 1) { runId } } } }"
        while not self.ask(query, key={"path": key})["assetOrError"].get("assetMaterializations"):
            assert time.monotonic() < deadline, f"{'/'.join(key)} was not materialized"
            time.sleep(1)
