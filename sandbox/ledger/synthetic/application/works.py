"""What was made for planned campaigns: creatives and their parts, texts, bonuses, workflows, and what AI generated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np

from sandbox.ledger.synthetic.application.made import Rows, at, json_text, made
from sandbox.ledger.synthetic.application.people import FOUNDED, user_id
from sandbox.ledger.synthetic.application.planning import Planned, plans
from sandbox.ledger.synthetic.entities import DAY

_FORMATS = (("landscape", "Landscape", 1200, 628), ("square", "Square", 1080, 1080))
_AUTHORS = ("ann@example.com", "bob@example.com", "minji@example.com")
_SERVICES = {"background": ("pictura", 4), "copy": ("scriptum", 1), "creative": ("pictura", 6)}
_MADE_A_MONTH = 8
_KINDS = ("blog_post", "email", "social_post", "video_script", "ad_copy")


def creatives(seed: int) -> Rows:
    """Rows of `creatives`: two formats a published campaign."""
    for each in _out(seed):
        for name, title, width, height in _FORMATS:
            yield {
                "id": made("creative", each.id, name), "campaign_id": each.id, "name": f"{each.name}, {name}",
                "format_id": name, "format_name": title, "width": width, "height": height,
                "elements": json_text([{"type": "image"}, {"type": "text"}]), "metadata": "{}", "version": 1,
                "is_active": True, "created_at": at(each.day, each.team.zone, 40_000),
            }  # fmt: skip


def assets(seed: int) -> Rows:
    """Rows of `creative_assets`: a picture and a text on each creative."""
    for each in _out(seed):
        for name, *_ in _FORMATS:
            creative = made("creative", each.id, name)
            path = f"creatives/{creative}/1.png"
            shared = {"creative_id": creative, "metadata": "{}", "created_at": at(each.day, each.team.zone, 40_100)}
            yield {
                **shared, "id": made("asset", creative, "image"), "type": "image", "storage_path": path, "styles": "{}",
                "url": f"https://cdn.example.com/{path}", "position": json_text({"x": 0, "y": 0}),
            }  # fmt: skip
            yield {
                **shared, "id": made("asset", creative, "text"), "type": "text", "content": "Weiter draußen 🏕",
                "styles": json_text({"size": 48}), "position": json_text({"x": 40, "y": 520}),
            }  # fmt: skip


def contents(seed: int) -> Rows:
    """Rows of `content`: one a campaign, every fifth scheduled."""
    for number, each in enumerate(_out(seed)):
        written = at(each.day, each.team.zone, 45_000)
        status = ("published", "published", "draft", "archived", "scheduled")[number % 5]
        yield {
            "id": made("content", each.id), "user_id": user_id(each.owner), "campaign_id": each.id,
            "type": _KINDS[number % len(_KINDS)], "platform": each.platform, "title": each.name,
            "body": "What fits into twenty litres, and what does not.", "metadata": json_text({"words": 9}),
            "status": status, "published_at": written + DAY if status == "published" else None,
            "scheduled_for": written + 9 * DAY if status == "scheduled" else None, "created_at": written,
        }  # fmt: skip


def bonuses(seed: int) -> Rows:
    """Rows of `bonuses`: one a campaign with a bonus funnel."""
    for number, each in enumerate(each for each in _out(seed) if each.funnel == "bonus"):
        begun = at(each.day, each.team.zone, 50_000)
        yield {
            "id": made("bonus", each.id), "campaign_id": each.id, "name": "Packing list", "description": "One page",
            "file_url": "https://cdn.example.com/bonus/packing.pdf", "metadata": "{}",
            "delivery_method": ("email", "download")[number % 2], "is_active": True,
            "delivered_count": 12 + 30 * number, "last_delivered_at": begun + DAY, "created_at": begun,
        }  # fmt: skip


def workflows() -> Rows:
    """Rows of `workflows`: one a way of being set off."""
    for trigger, config in (("manual", {}), ("scheduled", {"cron": "0 6 * * 1"}), ("event", {"on": "budget_80"})):
        yield {
            "id": made("workflow", trigger), "user_id": user_id("ann@example.com"), "name": f"Weekly mail, {trigger}",
            "trigger_type": trigger, "trigger_config": json_text(config), "actions": json_text([{"send": "report"}]),
            "conditions": "{}", "status": "active" if trigger != "manual" else "draft",
            "created_at": at(FOUNDED, "UTC", 50_000),
        }  # fmt: skip


def generations(seed: int, months: list[dt.date]) -> Rows:
    """Rows of `ai_generations`: some a month and author, with what they cost."""
    for first in months:
        draw = np.random.default_rng([seed, 27, first.year * 12 + first.month])
        for author in _AUTHORS:
            for number in range(int(draw.poisson(_MADE_A_MONTH))):
                kind = str(draw.choice(list(_SERVICES)))
                service, credits_each = _SERVICES[kind]
                day = first + int(draw.integers(0, 28)) * DAY
                yield {
                    "id": made("generation", author, first, number), "user_id": user_id(author), "type": kind,
                    "prompt": "a misty lake at dawn", "service": service,
                    "request_id": f"{service}-{first:%y%m}-{number}", "response_data": json_text({"ok": True}),
                    "processing_time": int(draw.integers(300, 9_000)),
                    "cost_credits": Decimal(credits_each) + Decimal(int(draw.integers(0, 100))) / 100,
                    "created_at": at(day, "UTC", int(draw.integers(86_400))),
                }  # fmt: skip


def _out(seed: int) -> list[Planned]:
    return [each for each in plans(seed) if each.status != "draft"]
