"""Requests as different people would write them, each with all that it means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

# text; origin > destination ("*" after a state); start; days; cities; people; budget; the wishes
CASES = (
    (
        "boston to denver, march 12-14 2022, 2 people, $1500",
        "Boston > Denver", "03-12", 3, 1, 2, 1500,
        "",
    ),
    (
        "solo trip dallas -> miami 3/16/2022 - 3/18/2022 budget 1.7k no flights",
        "Dallas > Miami", "03-16", 3, 1, 1, 1700,
        "no flight",
    ),
    (
        "I'm flying out of NYC for Vegas, 2022-03-16 to 2022-03-18, just me, budget twelve hundred "
        "dollars",
        "New York > Las Vegas", "03-16", 3, 1, 1, 1200,
        "",
    ),
    (
        "My wife and I would like to spend a week in Texas starting on 2022-03-16, leaving from "
        "Chicgo. We can spend up to 4,000 USD. No self-driving, please.",
        "Chicago > Texas*", "03-16", 7, 3, 2, 4000,
        "no self-driving",
    ),
    (
        "Hi! We're a family of four (our kids are 6 and 8) from Seattle and we want to see 2 "
        "cities in California from the 16th of March to the 20th of March 2022. Budget: $5k. We "
        "travel with our dog.",
        "Seattle > California*", "03-16", 5, 2, 4, 5000,
        "children under 10, pets",
    ),
    (
        "Origin: Austin, TX\nDestination: Portland\nDates: 16 March 2022 for 3 days\nTravelers: 2\n"
        "Budget: $2,000\nRoom: private\nFood: Italian and French\nTransport: no flights",
        "Austin > Portland", "03-16", 3, 1, 2, 2000,
        "Italian, French, private room, no flight",
    ),
    (
        "- from Houston\n- to Florida\n- 5 days, 3/10/2022 to 3/14/2022\n- 4 pax\n- 2 cities\n- "
        "budget 3.5k\n- entire home\n- smoking ok\n- no driving",
        "Houston > Florida*", "03-10", 5, 2, 4, 3500,
        "entire room, smoking, no self-driving",
    ),
    (
        "NEED TRIP BUFFALO TO ATLANTA STOP MARCH 2 TO MARCH 4 2022 STOP ONE PERSON STOP BUDGET "
        "1100 DOLLARS STOP",
        "Buffalo > Atlanta", "03-02", 3, 1, 1, 1100,
        "",
    ),
    (
        "me and two friends want to go from kansas city to new york for the weekend of March 12th "
        "2022, max $900",
        "Kansas City > New York", "03-12", 2, 1, 3, 900,
        "",
    ),
    (
        "leaving next Friday for a week from Boston to Texas, 2 adults and 3 kids, budget of $7,000",
        "Boston > Texas*", "02-11", 7, 3, 5, 7000,
        "children under 10",
    ),
    (
        "Trip from Washington, DC to Washington state for 5 days starting March 6, 2022, two of "
        "us, no more than three thousand dollars, whole apartment to ourselves, and we don't want "
        "to fly",
        "Washington > Washington*", "03-06", 5, 2, 2, 3000,
        "entire room, no flight",
    ),
    (
        "Please plan 3 nights in Manhattan for a couple from Orlando starting March 3rd 2022, "
        "$1,200 total, pet-friendly and visitors-friendly; avoid taxis.",
        "Orlando > Manhattan", "03-03", 4, 1, 2, 1200,
        "visitors, pets, no taxi",
    ),
    (
        "We leave Denver for Reno on March 5 and return on March 7, 2022. There are three of us. "
        "Budget $1800. No shared rooms. Hosting a party must be allowed.",
        "Denver > Reno", "03-05", 3, 1, 3, 1800,
        "not shared room, parties",
    ),
    (
        "i live in portland and want to visit philly march 10 - march 12 2022 alone budget under "
        "1000 bucks, prefer not to drive myself",
        "Portland > Philadelphia", "03-10", 3, 1, 1, 1000,
        "no self-driving",
    ),
    (
        "Can you get me to Nashville from St Louis for 3 days between March 8th and 10th, 2022? "
        "I'm on my own. I've 1300 dollars to spend. I smoke, so smoking has to be allowed.",
        "St. Louis > Nashville", "03-08", 3, 1, 1, 1300,
        "smoking",
    ),
    (
        "Travelling with my husband and our toddler from Omaha to Colorado, 7 days, 3 cities, from "
        "Mar 11 to Mar 17, 2022, budget set at $11,300; Mexican and Indian food",
        "Omaha > Colorado*", "03-11", 7, 3, 3, 11300,
        "Mexican, Indian, children under 10",
    ),
    (
        "plan a 5-day trip for 6 from Nashville to Pennsylvania (2 cities), 12-16 March 2022, "
        "$15,100, entire rooms",
        "Nashville > Pennsylvania*", "03-12", 5, 2, 6, 15100,
        "entire room",
    ),
    (
        "March 16th to March 18th, 2022. St. Petersburg to Rockford. Single traveler. $1,700.",
        "St. Petersburg > Rockford", "03-16", 3, 1, 1, 1700,
        "",
    ),
    (
        "We're two colleagues going from Boston to Chicago on the 4th of March 2022 and coming "
        "back on the 6th. We have 2000 dollars. Nobody drives. Rooms: not shared.",
        "Boston > Chicago", "03-04", 3, 1, 2, 2000,
        "not shared room, no self-driving",
    ),
    (
        "Las Vegas to Texas, 7 days starting 3 Mar 2022, 3 cities, family of 5, 8000 USD, we bring "
        "the cat, kids aged 4, 7 and 12, rather not fly, French, Chinese & Indian cuisine",
        "Las Vegas > Texas*", "03-03", 7, 3, 5, 8000,
        "French, Chinese, Indian, children under 10, pets, no flight",
    ),
    (
        "Dear planner,\n\nMy husband and I are thinking about a long weekend away. We would leave "
        "Knoxville on Friday, March 4, 2022 and be back on Sunday, March 6. Destination: "
        "Charleston. Our budget is about $2,500 all in.\nWe don't mind flying, but please no "
        "rental cars. A place that lets us bring our golden retriever would be a must. We'd also "
        "love Mediterranean food one evening.\n\nThanks",
        "Knoxville > Charleston", "03-04", 3, 1, 2, 2500,
        "Mediterranean, pets, no self-driving",
    ),
    (
        "Can we do Reno? We're coming from Sacramento, 2 of us, 8-10 March 2022, tops $800. "
        "Flights are out of the question.",
        "Sacramento > Reno", "03-08", 3, 1, 2, 800,
        "no flight",
    ),
    (
        "Looking for a getaway to Savannah out of Newark, 3/3 - 3/5, two adults, 1400 bucks max; "
        "our children are 12 and 15 so family of four actually",
        "Newark > Savannah", "03-03", 3, 1, 4, 1400,
        "",
    ),
    (
        "I would rather not fly. Boston to New York, 5 days, March 7th through 11th 2022, visiting "
        "two cities, pair of travelers, $2.7k, rooms shouldn't be shared, parties permitted",
        "Boston > New York*", "03-07", 5, 2, 2, 2700,
        "not shared room, parties, no flight",
    ),
    (
        "Start in Ontario, end in Mission. Start date 3/4/2022, three days. one traveler. Budget "
        "900",
        "Ontario > Mission", "03-04", 3, 1, 1, 900,
        "",
    ),
    (
        "from bend to butte, 2022-03-04 till 2022-03-06, solo, 1100 dollars",
        "Bend > Butte", "03-04", 3, 1, 1, 1100,
        "",
    ),
    (
        "Charlotte and I want to go from Concord to Denver March 3-5 2022 with $2000",
        "Concord > Denver", "03-03", 3, 1, 2, 2000,
        "",
    ),
    (
        "Four friends, Boston to Denver, March 3-5 2022, $3000 altogether, and none of us wants to "
        "take a plane",
        "Boston > Denver", "03-03", 3, 1, 4, 3000,
        "no flight",
    ),
    (
        "I'd love to escape from Milwaukee with my best friend. We're hoping to see two cities in "
        "Michigan over 5 days, March 21–25, 2022. $1,700 in total. Parties should be fine at the "
        "place, rooms must be private, and planes are a no-go for us.",
        "Milwaukee > Michigan*", "03-21", 5, 2, 2, 1700,
        "private room, parties, no flight",
    ),
    (
        "Could you put together something for a couple in Santa Ana who'd like to see Colorado? "
        "Seven days (1–7 March 2022), three cities, up to $7.7K. Private rooms; they won't be "
        "driving themselves. Foodwise: Italian, French, Chinese, American.",
        "Santa Ana > Colorado*", "03-01", 7, 3, 2, 7700,
        "Italian, French, Chinese, American, private room, no self-driving",
    ),
    (
        "Plan: Eau Claire to Illinois. 3 cities. 3 ppl. 20.03.2022 - 26.03.2022. Max. 10600 USD. "
        "Cuisine: American, Chinese, French, Italian. No flights. Visitors allowed.",
        "Eau Claire > Illinois*", "03-20", 7, 3, 3, 10600,
        "American, Chinese, French, Italian, visitors, no flight",
    ),
    (
        "We're 6 people incl. kids under ten, flying is okay, but we don't want to drive "
        "ourselves. Baton Rouge to Texas 17 March 2022 to 23 March 2022, three cities, entire "
        "rooms only, 14,600 dollars",
        "Baton Rouge > Texas*", "03-17", 7, 3, 6, 14600,
        "entire room, children under 10, no self-driving",
    ),
    (
        "hey can u plan a trip for me n my wife from ft lauderdale to milwaukee march 8-10 2022? "
        "our budget is 1.1k. we love american n chinese food",
        "Fort Lauderdale > Milwaukee", "03-08", 3, 1, 2, 1100,
        "American, Chinese",
    ),
    (
        "Trip request: Chattanooga -> Georgia (3 cities), 9-15 Mar '22, two travellers, budget USD "
        "6,900. Accommodation: not shared, visitors OK. Transport: no air travel.",
        "Chattanooga > Georgia*", "03-09", 7, 3, 2, 6900,
        "not shared room, visitors, no flight",
    ),
    (
        "Our group of seven will set off from Washington on March 23, 2022 and return there on "
        "March 27, 2022 after exploring two cities in New York. Entire rooms, no self-driving. "
        "$9,100. We want American, Mexican, Chinese and Italian meals.",
        "Washington > New York*", "03-23", 5, 2, 7, 9100,
        "American, Mexican, Chinese, Italian, entire room, no self-driving",
    ),
    (
        "My three roommates and I, from Boston, 2 cities in North Carolina, 2nd to 6th of March "
        "2022, have $8,800. We need to be able to have guests over and want an entire place. We'd "
        "prefer not driving.",
        "Boston > North Carolina*", "03-02", 5, 2, 4, 8800,
        "entire room, visitors, no self-driving",
    ),
    (
        "A trip to Nashville from Oklahoma City is what we want: two people, 23 to 25 March 2022, "
        "$2,900 limit, and we refuse to share a room with strangers.",
        "Oklahoma City > Nashville", "03-23", 3, 1, 2, 2900,
        "not shared room",
    ),
    (
        "Me and my girlfriend + our puppy from Provo to Phoenix, Thursday March 24 2022 till "
        "Saturday March 26 2022, not more than 1400$, private room. We'd eat Indian, American, "
        "French or Italian.",
        "Provo > Phoenix", "03-24", 3, 1, 2, 1400,
        "Indian, American, French, Italian, private room, pets",
    ),
    (
        "We will be travelling with our two dogs and a toddler from Cleveland to Florida: 2 "
        "cities, 5 days starting March 2 2022, group of 6, $13,900 and we do not want to rent a car",
        "Cleveland > Florida*", "03-02", 5, 2, 6, 13900,
        "children under 10, pets, no self-driving",
    ),
    (
        "Please find a place where children are welcome, smoking is tolerated and we may throw a "
        "party. Boston to Miami, March 4-7 2022, family of five, $5,000",
        "Boston > Miami", "03-04", 4, 1, 5, 5000,
        "smoking, parties, children under 10",
    ),
    (
        "from boston to dallas, mar 3 - mar 5 '22, 2 adults 1 child, budget: $ 2000, child is 11",
        "Boston > Dallas", "03-03", 3, 1, 3, 2000,
        "",
    ),
    (
        "We want to visit Las Vegas from Reno with 4 friends from 3/4/22 to 3/6/22. Budget is 500 "
        "per person",
        "Reno > Las Vegas", "03-04", 3, 1, 5, 2500,
        "",
    ),
    (
        "departing st. louis mo, arriving las vegas nv, 29 march 2022 - 31 march 2022, 1 "
        "traveller, 1300 usd",
        "St. Louis > Las Vegas", "03-29", 3, 1, 1, 1300,
        "",
    ),
    (
        "My budget's $1,300; origin's St. Louis; destination's Las Vegas; dates: March 29–31, 2022.",
        "St. Louis > Las Vegas", "03-29", 3, 1, 1, 1300,
        "",
    ),
    (
        "no flight, no self driving. la to sf march 2 2022 to march 4 2022 two ppl 900",
        "Los Angeles > San Francisco", "03-02", 3, 1, 2, 900,
        "no flight, no self-driving",
    ),
    (
        "From Bostn to Atlnta, Mach 3 to 5 2022, 2 poeple, budgt $1000, privat room, no flighs, "
        "Itallian food",
        "Boston > Atlanta", "03-03", 3, 1, 2, 1000,
        "Italian, private room, no flight",
    ),
    (
        "Start: Boston. Visit: Texas. When: 3/3/2022-3/7/2022. Who: 2 adults + 1 infant. How much: "
        "$4k. Sleep: private rooms. Eat: Chinese. Move: no planes.",
        "Boston > Texas*", "03-03", 5, 2, 3, 4000,
        "Chinese, private room, children under 10, no flight",
    ),
    (
        "Our lodging must be free of smoking restrictions and have entire rooms, and our transport "
        "must exclude planes. Boston to Dallas, the 3rd until the 5th of March 2022, for a couple "
        "with a total of $1,000.",
        "Boston > Dallas", "03-03", 3, 1, 2, 1000,
        "entire room, smoking, no flight",
    ),
    (
        "Neither flights nor self-driving suit us. There should be no restrictions on pets or "
        "visitors. Boston to Dallas, March 3 to 5 2022. A duo with $1,000.",
        "Boston > Dallas", "03-03", 3, 1, 2, 1000,
        "visitors, pets, no flight, no self-driving",
    ),
    (
        "Our group (7) wants to depart Pittsburgh for two cities in Texas, 5-9 March 2022. Money: "
        "$16,100. There are little ones among us, all under ten, who must be allowed to stay.",
        "Pittsburgh > Texas*", "03-05", 5, 2, 7, 16100,
        "children under 10",
    ),
    (
        "Scranton to Texas w/ my gf, 3 cities, Mar 8-14 2022, 4100 bucks, love Italian n French",
        "Scranton > Texas*", "03-08", 7, 3, 2, 4100,
        "Italian, French",
    ),
    (
        "From Daytona Beach, three of us would like to visit Atlanta between 2 and 4 March 2022 for up "
        "to $2,100. An entire place, kids below 10 allowed, and under no circumstances flights.",
        "Daytona Beach > Atlanta", "03-02", 3, 1, 3, 2100,
        "entire room, children under 10, no flight",
    ),
    (
        "We travel as three from Newark through 3 cities in Florida during 18-24 March 2022, with ten "
        "thousand four hundred dollars. Parties should be possible, rooms entire, and none of us will be "
        "driving.",
        "Newark > Florida*", "03-18", 7, 3, 3, 10400,
        "entire room, parties, no self-driving",
    ),
    (
        "Four of us travel from Baton Rouge to Dallas on March 25-27 2022 with $5,500. At least one of us "
        "is a smoker so the place must let us smoke.",
        "Baton Rouge > Dallas", "03-25", 3, 1, 4, 5500,
        "smoking",
    ),
    (
        "Chattanooga to three Georgia cities, two people, a week from March 9th 2022, $6,900. Visitors "
        "can't be prohibited, rooms can't be shared, and we'd like to skip air travel.",
        "Chattanooga > Georgia*", "03-09", 7, 3, 2, 6900,
        "not shared room, visitors, no flight",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "route", "start", "days", "cities", "people", "budget", "wishes"), CASES, ids=range(len(CASES))
)
def test_a_request_is_read_as_meant(
    text: str,
    route: str,
    start: str,
    days: int,
    cities: int,
    people: int,
    budget: int,
    wishes: str,
    read: Callable[[str], Read],
) -> None:
    request = read(text).request
    star = "*" if request.destination_is_state else ""
    assert f"{request.origin} > {request.destination}{star}" == route
    assert (request.start.strftime("%m-%d"), request.day_count, request.city_count) == (start, days, cities)
    assert (request.people, request.budget_usd) == (people, budget)
    room = () if request.room is None else (request.room,)
    assert ", ".join((*request.cuisines, *room, *request.house_rules, *request.transport)) == wishes
