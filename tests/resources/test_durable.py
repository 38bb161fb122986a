"""Nothing becomes durable outside a named boundary."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys

import pytest

from tests.durable_points import durable_points, raw_calls, sources


def test_every_commit_put_and_delete_passes_a_named_boundary() -> None:
    raw = [f"{path}:{line} {what}" for path, tree in sources() for what, line in raw_calls(tree, path)]
    assert raw == []


@pytest.mark.parametrize(
    "planted",
    [
        "connection.commit()",
        "client.put_object(Key='x')",
        "cursor.execute('COMMIT')",
        "s3.delete_objects(Bucket='b')",
        "s3.create_multipart_upload(Key='x')",
        "s3.upload_part(Key='x')",
        "s3.complete_multipart_upload(Key='x')",
        "s3.abort_multipart_upload(Key='x')",
        "connection.transaction()",
        "warehouse.fetch('runs/start')",
    ],
)
def test_a_planted_raw_call_is_found(planted: str) -> None:
    assert list(raw_calls(ast.parse(planted)))
    assert not list(raw_calls(ast.parse(f"with durable('x'):\n    {planted}")))


def test_boundaries_have_distinct_names() -> None:
    assert len(durable_points()) > 10


@pytest.mark.parametrize(
    ("point", "said"), [("x:before", ""), ("x:after", "one"), ("x:before:2", "one"), ("y:before", "onetwo")]
)
def test_a_failpoint_kills_the_process_at_its_boundary(point: str, said: str) -> None:
    code = (
        "from resources.durable import durable\n"
        "for word in ('one', 'two'):\n"
        "    with durable('x'):\n"
        "        print(word, end='', flush=True)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env={"ADWAREHOUSE_FAILPOINT": point}, capture_output=True, text=True, check=False
    )
    assert ended.stdout == said
    assert ended.returncode == (0 if point.startswith("y") else -signal.SIGKILL)
