; Blocks on a table, and one arm that moves them: after Gupta and Nau (1992), with four actions.
(define (domain blocksworld-4ops)
  (:requirements :strips)
  (:predicates (on ?x ?y) (ontable ?x) (clear ?x) (holding ?x) (handempty))
  (:action pick-up
    :parameters (?block)
    :precondition (and (handempty) (ontable ?block) (clear ?block))
    :effect (and (holding ?block) (not (ontable ?block)) (not (clear ?block)) (not (handempty))))
  (:action put-down
    :parameters (?block)
    :precondition (holding ?block)
    :effect (and (ontable ?block) (clear ?block) (handempty) (not (holding ?block))))
  (:action stack
    :parameters (?block ?below)
    :precondition (and (holding ?block) (clear ?below))
    :effect (and (on ?block ?below) (clear ?block) (handempty) (not (holding ?block)) (not (clear ?below))))
  (:action unstack
    :parameters (?block ?below)
    :precondition (and (handempty) (on ?block ?below) (clear ?block))
    :effect (and (holding ?block) (clear ?below)
                 (not (on ?block ?below)) (not (clear ?block)) (not (handempty)))))
