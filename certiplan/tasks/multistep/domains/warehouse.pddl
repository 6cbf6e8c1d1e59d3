; A robot does tasks in a given order, each at one of the stations that can do it, and ends where it began; the
; distance counts: the warehouse of Hao, Zhang and Fan ("Planning anything with rigor", 2025).
(define (domain warehouse)
  (:requirements :strips :typing :action-costs :negative-preconditions :equality)
  (:types station task)
  (:predicates (at ?station - station) (can ?station - station ?task - task) (next ?task - task)
               (follows ?task - task ?before - task) (done ?task - task))
  (:functions (total-cost) (distance ?from - station ?to - station))
  (:action go
    :parameters (?from - station ?to - station)
    :precondition (and (at ?from) (not (= ?from ?to)))
    :effect (and (at ?to) (not (at ?from)) (increase (total-cost) (distance ?from ?to))))
  (:action do
    :parameters (?task - task ?then - task ?station - station)
    :precondition (and (next ?task) (follows ?then ?task) (can ?station ?task) (at ?station))
    :effect (and (done ?task) (next ?then) (not (next ?task)) (increase (total-cost) 0))))
