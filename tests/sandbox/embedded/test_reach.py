"""Who reaches the embedded stack: this machine alone, and of its files their owner alone."""

from __future__ import annotations

from collections.abc import Callable

from resources.transport import is_loopback
from sandbox.embedded.home import ENVIRONMENT, Home
from sandbox.embedded.stack import Stack
from tests.sandbox.embedded.conftest import listening


def test_every_part_listens_on_this_machine_alone(make_stack: Callable[[dict[str, str]], Stack]) -> None:
    stack = make_stack({})
    stack.up()
    reached = {part.name: listening(part.pid) for part in stack.status() if part.pid}
    assert set(reached) == {"postgresql", "object store", "platforms"}
    assert all(reached.values())
    assert {address for addresses in reached.values() for address in addresses if not is_loopback(address)} == set()


def test_a_link_in_the_home_is_replaced_and_not_followed(make_stack: Callable[[dict[str, str]], Stack]) -> None:
    home = make_stack({}).home
    home.create()
    outside = home.path.parent / "outside"
    outside.write_text("untouched")
    (home.path / ENVIRONMENT).symlink_to(outside)
    (home.path / ENVIRONMENT).with_suffix(".partial").symlink_to(outside)
    Home(home.path).write_environment({"META_APP_SECRET": "x"})
    assert outside.read_text() == "untouched"
    assert not (home.path / ENVIRONMENT).is_symlink()
    assert (home.path / ENVIRONMENT).stat().st_mode & 0o077 == 0
