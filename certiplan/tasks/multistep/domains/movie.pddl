; Snacks, a film to rewind and a counter to reset: the movie domain as Hao, Zhang and Fan describe it
; ("Planning anything with rigor", 2025). Snacks can be fetched only at zero and before the film is rewound.
(define (domain movie)
  (:requirements :strips :typing :negative-preconditions)
  (:types item)
  (:predicates (chips ?x - item) (dip ?x - item) (pop ?x - item) (cheese ?x - item) (crackers ?x - item)
               (have-chips) (have-dip) (have-pop) (have-cheese) (have-crackers)
               (counter-at-zero) (counter-at-other-than-zero) (movie-rewound))
  (:action start-movie
    :parameters ()
    :precondition (counter-at-zero)
    :effect (and (counter-at-other-than-zero) (not (counter-at-zero))))
  (:action rewind-movie
    :parameters ()
    :precondition (counter-at-other-than-zero)
    :effect (movie-rewound))
  (:action undo-rewind
    :parameters ()
    :precondition (movie-rewound)
    :effect (not (movie-rewound)))
  (:action reset-counter
    :parameters ()
    :precondition (counter-at-other-than-zero)
    :effect (and (counter-at-zero) (not (counter-at-other-than-zero))))
  (:action get-chips
    :parameters (?x - item)
    :precondition (and (counter-at-zero) (not (movie-rewound)) (chips ?x))
    :effect (have-chips))
  (:action get-dip
    :parameters (?x - item)
    :precondition (and (counter-at-zero) (not (movie-rewound)) (dip ?x))
    :effect (have-dip))
  (:action get-pop
    :parameters (?x - item)
    :precondition (and (counter-at-zero) (not (movie-rewound)) (pop ?x))
    :effect (have-pop))
  (:action get-cheese
    :parameters (?x - item)
    :precondition (and (counter-at-zero) (not (movie-rewound)) (cheese ?x))
    :effect (have-cheese))
  (:action get-crackers
    :parameters (?x - item)
    :precondition (and (counter-at-zero) (not (movie-rewound)) (crackers ?x))
    :effect (have-crackers)))
