"""What the teams' own shops sell: products with their pictures, and plans to subscribe to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.ledger.money import minor_digits
from sandbox.ledger.synthetic.application.made import Rows, at, json_text, made
from sandbox.ledger.synthetic.application.people import BERLIN, FOUNDED, SELLING, SEOUL, Team, user_id

SIZE = "1200x628"
_SELLERS = {"seoul": "minji@example.com", "berlin": "bob@example.com"}
_GOODS = (
    ("Trail tent, two persons", "tents", 189), ("Down sleeping bag", "sleeping", 149), ("Carbon poles", "walking", 89),
    ("Rain jacket, light", "clothing", 119), ("Enamel mug", "kitchen", 14), ("Head lamp 400 lm", "light", 39),
    ("Dry bag 20 l", "bags", 24), ("Merino socks", "clothing", 19),
)  # fmt: skip


@dataclass(frozen=True)
class Product:
    """Something that a team sells at a price in its own currency."""

    team: Team
    number: int
    name: str
    category: str
    price: Decimal

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("product", self.team.key, self.number)


@dataclass(frozen=True)
class Plan:
    """A plan; `level` orders those of a team by what they cost a month."""

    team: Team
    level: int
    name: str
    price: Decimal
    interval: str

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("plan", self.team.key, self.level)


def _in_currency(team: Team, euros: int) -> Decimal:
    """A round price: won are counted in hundreds, euros end on .90."""
    return Decimal(euros * 1_400 // 100 * 100) if team is SEOUL else Decimal(euros) - Decimal("0.10")


PRODUCTS = {
    team: tuple(Product(team, number, *good[:2], _in_currency(team, good[2])) for number, good in enumerate(_GOODS))
    for team in SELLING
}
PLANS = {
    SEOUL: (
        Plan(SEOUL, 0, "길 기본", Decimal(9_900), "month"),
        Plan(SEOUL, 1, "길 프로", Decimal(29_000), "month"),
        Plan(SEOUL, 2, "길 프로, 1년", Decimal(390_000), "year"),
    ),
    BERLIN: (
        Plan(BERLIN, 0, "Basis", Decimal("6.90"), "month"),
        Plan(BERLIN, 1, "Plus", Decimal("19.90"), "month"),
        Plan(BERLIN, 2, "Plus, ein Quartal", Decimal("69.00"), "quarter"),
    ),
}


def products() -> Rows:
    """Rows of `products`."""
    for team in SELLING:
        for each in PRODUCTS[team]:
            cost = round(each.price * Decimal("0.4"), minor_digits(team.currency))
            yield {
                "id": each.id, "user_id": user_id(_SELLERS[team.key]), "team_id": team.id, "source": "v2",
                "name": each.name, "description": f"{each.name}. Made to last.", "brand": "Larkspur",
                "category": each.category, "sku": f"LK-{team.key[:2].upper()}-{each.number + 1:03d}",
                "url": f"https://{team.key}.larkspur.example.com/p/{each.number + 1}", "currency": team.currency,
                "price": each.price, "base_price": each.price, "base_cost": cost, "current_price": each.price,
                "pricing_factors": json_text({"season": 1.0, "demand": 1.0 + each.number / 100}),
                "last_price_update": at(FOUNDED, team.zone, 40_000), "inventory_count": 40 + 15 * each.number,
                "reorder_point": 50, "utm_codes": json_text({"utm_source": "shop", "utm_campaign": each.category}),
                "metadata": json_text({"colour": ["moss", "sand"][each.number % 2]}), "settings": "{}",
                "status": "inactive" if each.number == len(_GOODS) - 1 else "active",
                "created_at": at(FOUNDED, team.zone, 36_000),
            }  # fmt: skip


def images() -> Rows:
    """Rows of `product_images`: one or two a product, the first the primary one."""
    for each in (product for team in SELLING for product in PRODUCTS[team]):
        for place in range(1 + each.number % 2):
            path = f"products/{each.id}/{place + 1}.png"
            yield {
                "id": made("image", each.id, place), "product_id": each.id, "url": f"https://cdn.example.com/{path}",
                "storage_path": path, "file_name": f"{place + 1}.png", "alt_text": each.name, "size": SIZE,
                "is_primary": place == 0, "metadata": "{}", "created_at": at(FOUNDED, each.team.zone, 37_000),
            }  # fmt: skip


def backgrounds() -> Rows:
    """Rows of `background_versions`: two of every third primary picture, the later in use."""
    for each in (product for team in SELLING for product in PRODUCTS[team][::3]):
        for version in range(2):
            path = f"backgrounds/{each.id}/{version + 1}.png"
            yield {
                "id": made("background", each.id, version), "product_image_id": made("image", each.id, 0),
                "url": f"https://cdn.example.com/{path}", "storage_path": path, "prompt": "a misty lake at dawn",
                "request_id": f"req-{each.number}-{version}", "processing_time": 4_200 + 310 * version,
                "metadata": "{}", "is_active": version == 1, "created_at": at(FOUNDED, each.team.zone, 38_000),
            }  # fmt: skip


def plans() -> Rows:
    """Rows of `subscription_plans`."""
    for each in (plan for team in SELLING for plan in PLANS[team]):
        yield {
            "id": each.id, "team_id": each.team.id, "name": each.name, "price": each.price,
            "currency": each.team.currency, "interval": each.interval,
            "stripe_price_id": f"price_{each.team.key}{each.level}", "features": json_text(["routes", "offline maps"]),
            "created_at": at(FOUNDED, each.team.zone, 36_000),
        }  # fmt: skip
