"""What is counted and what is measured, as singular stems."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


COUNTED = listed(
    """
    ad advertisement agent aircraft airplane animal apartment bag batch bed bicycle bike boat bottle box
    bus cab camel camera car cart cashier chair clerk commercial computer container cow crate crew desk
    doctor doll driver elephant employee engineer ferry flight guest helicopter horse house jar laptop
    limo limousine machine motorcycle nurse operator pallet passenger patient people person phone pig
    plane printer ride robot room scooter sheep ship shop sled soldier staff store student table taxi
    teacher technician ticket toy train tree trip truck van vehicle visitor volunteer voyage wagon
    waiter warehouse worker
    """
)
MEASURED = listed(
    """
    acre age amount area arrival arrive average barrel begin budget capacity capital coal concentration
    consumption coordinate cost day demand departure deviation distance dollar effort end energy eur
    euro feet finish flour flow foot fraction fuel fund g gallon gap gas gram hectare height horizon
    hour inch income invest investment kg kilogram kilometer kilometre km labor labour land lateness lb
    leave length level liter litre load location makespan mean meter metre mg mile milk milligram
    milliliter millilitre minute ml money month oil ore ounce over oz penalty percent percentage
    position pound power price probability profit proportion quantity rate ratio revenue salary sand
    second share slack speed start sugar supply tardiness temperature time ton tonne total under usage
    usd utilisation utilization volume wage water week weight width work workload x y year
    """
)
MEASURING_UNITS = listed("acre barrel gallon gram hectare kg kilogram liter litre ounce ton tonne")
