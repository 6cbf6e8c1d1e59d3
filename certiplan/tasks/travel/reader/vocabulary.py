"""The words that the reader knows without using them: they carry no wish of their own.

A word that is in none of these sets, and that no rule has used, is reported as unused. The sets
therefore hold only words that say nothing about *which* trip is wanted.
"""

from __future__ import annotations

from certiplan.tasks.travel.reader.tokens import word_set

FUNCTION_WORDS = word_set(
    """
    a an the this that these those it its they them their theirs he him his she her hers we us our ours
    ourselves i me my mine myself you your yours one ones who whom whose which what when where why how
    there here and or nor but so yet if then than as because since while though although whereas whether
    unless of to in on at by for from with without within into onto through throughout across over under
    up down out off about around between among toward towards till until during before after again via
    per upon along is am are was were be been being do does did done doing have has had having will
    would shall should can could may might must ought not no never neither either both all any some each
    every such same own other others another more most much many few less least lot lots quite very too
    also just only even still now already soon ever once always often please really rather indeed well
    etc eg ie re something anything everything nothing someone anyone everyone somewhere anywhere else
    approximately roughly circa exactly precisely specifically particularly especially preferably
    ideally actually basically generally simply possibly perhaps maybe probably presumably hopefully
    kindly additionally moreover furthermore however therefore thus meanwhile lastly finally firstly
    first second third away total overall altogether alongside together alone d s ll ve
    """
)

COURTESY_WORDS = word_set(
    """
    hi hello hey dear greetings good thanks thank thx ty cheers regards sincerely best kind wishes
    appreciate appreciated grateful sorry excuse bye ok okay yes yeah yep sure great nice wonderful
    lovely awesome cool alright help helps helping assist assists assistance assisting aid plan plans
    planned planning planner create creating creates make making makes design designing devise devising
    craft crafting draft drafting build building construct constructing compose develop developing
    generate generating produce provide provides providing prepare preparing propose suggest suggestions
    recommend recommendations recommendation formulate arrange arranging arrangements organize organise
    organizing organising organized tailor curate curating put come give show tell find finding get
    getting look looking seek seeking search searching need needs needed want wants wanted like likes
    liked love loves loved wish hope hopes hoping prefer prefers preferred preference preferences
    preferably preferable require requires required requirement requirements request requests requesting
    ask asking asked keen eager interested interest interests fond enjoy enjoys enjoying excited
    particular specific special note noted notes mind bearing consider considered considering
    considerations ensure ensuring emphasize important importance imperative crucial essential vital
    necessary ideal perfect possible able aim aims aiming intend intends intending intention decided
    decide set sets setting aside keep kept know let lets think thinking thought idea ideas regarding
    concerning terms far case purpose welcome welcomes welcomed tolerated tolerate allowed permitted
    accepted fine got incl theres foodwise themselves hosts comes policy license licence part dropping
    forward team crave hop hopping point points finishes finishing wrapping wrap disposal matter matters
    above below beyond exceed circumstances oh um uh hmm hm wow btw fyi sleep sleeping move host suit
    suits hit outlined suitable suited allow allows permit permits offer offers offering expect
    expecting concerned originate originates originating open adhere adhering work works working stand
    stands wise cater caters catering alternative alternatives comprehensive detailed gear geared secure
    securing anticipate anticipating select selecting hold occupy tops restriction restrictions
    flexibility allowing permitting willing ready happy glad delighted comfortable accommodating fit
    fits fitting meet meets match matches fun enjoyable memorable upcoming next coming winter
    """
)

TRAVEL_WORDS = word_set(
    """
    trip trips travel travels traveling travelling travelled traveled traveler travelers traveller
    travellers journey journeys itinerary itineraries tour tours touring vacation vacations holiday
    holidays getaway getaways excursion expedition escape visit visits visiting visited stay stays
    staying stayed go goes going gone went depart departs departing departed departure leave leaves
    leaving left start starts starting started begin begins beginning began end ends ending ended
    conclude concludes concluding finish arrive arrives arriving arrival return returns returning head
    heads heading headed journeying proceed proceeding continue continuing venture venturing move moving
    take takes taking taken happen occur last lasts lasting span spans spanning spend spends spending
    range ranges schedule schedules scheduled run runs cover covers covering explore explores exploring
    discover discovers discovering see seeing experience experiencing include includes including
    included involve involves involving involvement feature featuring accommodate accommodates comprise
    comprises consist consists city cities town towns place places destination destinations location
    locations state states area region stop stops stopping different distinct unique separate various
    diverse day days night nights week weeks date dates time period duration length course year month
    person people adult adults individual individuals group groups party member members participant
    participants budget budgets cost costs price prices money total dollar dollars usd expense expenses
    expenditure limit limited maximum max cap allocated allocate revised updated adjusted new fixed
    available accommodation accommodations lodging lodgings hotel hotels housing rental airbnb
    accomodation accomodations room rooms property properties rent renting rented book booking bookings
    option options choice choices requirement rule rules house houserule houserules type types kind
    kinds form forms sort mode modes means way ways method transport transportation transit transports
    food foods meal meals dining dine dinner dinners lunch lunches eat eating eats cuisine cuisines
    culinary restaurant restaurants dish dishes taste tastes try trying tried sample sampling savor
    savoring savour dietary diet variety blend mix local foodie foodies lover lovers flavor flavors
    flavour flavours cravings craving menu opportunities opportunity home base based live lives living
    reside resides residing origin round roundtrip back there details detail info information brief
    summary bring brings bringing carry accompany accompanied accompanying join joined joining us
    """
)

NEUTRAL_WORDS = FUNCTION_WORDS | COURTESY_WORDS | TRAVEL_WORDS

NEGATORS = word_set(
    """
    not no never without neither nor none nobody non avoid avoids avoiding avoided exclude excludes
    excluding excluded except skip skipping refuse refuses hate hates dislike dislikes opposed oppose
    against averse prohibit prohibits prohibited prohibiting forbid forbids forbidden ban bans banned
    banning disallow disallows disallowed restrict restricts restricted restriction restrictions unable
    cannot minus sans instead alternative alternatives mind minds problem problems issue issues
    objection objections concern concerns afraid scared terrified allergic fear unacceptable impossible
    unwanted unnecessary barred nix zero
    """
)
"""Words that turn a statement round; two of them cancel out, as in "we do not mind flights"."""

STATEMENT_BREAKS = word_set("but although though however while whereas because since yet")
"""Words at which a negation ends."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon mondays",
            "tuesday tue tues tuesdays",
            "wednesday wed wednesdays",
            "thursday thu thur thurs thursdays",
            "friday fri fridays",
            "saturday sat saturdays",
            "sunday sun sundays",
        )
    )
    for name in names.split()
}

KEYWORDS = word_set(
    """
    budget people person persons adults children couple family group solo travelers dollars flight
    flights flying driving self smoking parties visitors friendly private entire shared apartment
    cuisine cuisines accommodation accommodations transportation itinerary without avoid departing
    leaving starting heading visiting traveling returning different cities nights weekend tomorrow
    january february march april august september october november december monday tuesday wednesday
    thursday friday saturday sunday allowed rooms
    """
)
"""Words whose misspellings are read as meant."""

REAL_WORDS = word_set(
    """
    fight fights light lights plight fright frights stating staring sharing shape shaped shared healing
    heating reading beading hiding diving riding driven marsh match marched sport flying frying plying
    persona purple couples groups grouped family families cousins cuisine pasties pastries pirates
    private primate climate visitor visiting nightly knights rights sights heights eights weekends
    peoples persons child adult adults avoid avoids allows allowed aloud booms rooms roomy rooming
    brooms grooms departing parting leaving leavening weaving heaving learning earning living loving
    starting starring smoking smoked soaking stoking choking poking joking retuning returning varied
    entire entirely retire attire tire fried friendly tables cables scuba dollar collars scholars cruise
    cruises cousin excuse
    """
)
"""Ordinary words that are near a keyword and are not misspellings of it."""
