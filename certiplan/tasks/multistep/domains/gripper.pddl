; Robots with grippers carry balls between rooms: the gripper domain of the 1998 competition with several robots.
(define (domain gripper)
  (:requirements :strips :typing :negative-preconditions :equality)
  (:types robot room ball gripper)
  (:predicates (in ?robot - robot ?room - room) (at ?ball - ball ?room - room)
               (of ?gripper - gripper ?robot - robot) (free ?gripper - gripper)
               (carries ?gripper - gripper ?ball - ball))
  (:action move
    :parameters (?robot - robot ?from - room ?to - room)
    :precondition (and (in ?robot ?from) (not (= ?from ?to)))
    :effect (and (in ?robot ?to) (not (in ?robot ?from))))
  (:action pick
    :parameters (?robot - robot ?gripper - gripper ?ball - ball ?room - room)
    :precondition (and (of ?gripper ?robot) (in ?robot ?room) (at ?ball ?room) (free ?gripper))
    :effect (and (carries ?gripper ?ball) (not (at ?ball ?room)) (not (free ?gripper))))
  (:action drop
    :parameters (?robot - robot ?gripper - gripper ?ball - ball ?room - room)
    :precondition (and (of ?gripper ?robot) (in ?robot ?room) (carries ?gripper ?ball))
    :effect (and (at ?ball ?room) (free ?gripper) (not (carries ?gripper ?ball)))))
