"""From planning problems in plain words to PDDL: fixed phrases of each domain, and nothing guessed."""

from certiplan.tasks.multistep.words.phrasebooks import PHRASEBOOKS
from certiplan.tasks.multistep.words.phrases import Phrase, Phrasebook, read_words

__all__ = ["PHRASEBOOKS", "Phrase", "Phrasebook", "read_words"]
