; Blocksworld under other words, which say nothing about what they do: after Valmeekam et al., PlanBench (2023).
(define (domain mystery-4ops)
  (:requirements :strips)
  (:predicates (craves ?x ?y) (planet ?x) (province ?x) (pain ?x) (harmony))
  (:action attack
    :parameters (?thing)
    :precondition (and (harmony) (planet ?thing) (province ?thing))
    :effect (and (pain ?thing) (not (planet ?thing)) (not (province ?thing)) (not (harmony))))
  (:action succumb
    :parameters (?thing)
    :precondition (pain ?thing)
    :effect (and (planet ?thing) (province ?thing) (harmony) (not (pain ?thing))))
  (:action overcome
    :parameters (?thing ?other)
    :precondition (and (pain ?thing) (province ?other))
    :effect (and (craves ?thing ?other) (province ?thing) (harmony)
                 (not (pain ?thing)) (not (province ?other))))
  (:action feast
    :parameters (?thing ?other)
    :precondition (and (harmony) (craves ?thing ?other) (province ?thing))
    :effect (and (pain ?thing) (province ?other)
                 (not (craves ?thing ?other)) (not (province ?thing)) (not (harmony)))))
