"""The registry of platforms."""

from __future__ import annotations

import pytest

from resources.errors import ConfigurationError
from resources.platforms import REGISTRY, platform


@pytest.mark.parametrize("name", ["meta", "Meta", "facebook", "facebook_ads", "meta_ads"])
def test_a_platform_answers_to_its_name_and_aliases(name: str) -> None:
    assert platform(name) is REGISTRY["meta"]


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown platform 'myspace'; expected one of .*meta"):
        platform("myspace")


def test_no_two_platforms_share_a_name_or_alias() -> None:
    names = [name for each in REGISTRY.values() for name in (each.name, *each.aliases)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", REGISTRY)
def test_every_stream_has_its_key_in_its_schema(name: str) -> None:
    for stream in platform(name).streams:
        assert set(stream.key) <= set(stream.schema.names)
        assert {"source_page", "source_line"} <= set(stream.schema.names)
