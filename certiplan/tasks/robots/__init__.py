"""Robots: tasks shared among them so that the last stops early, and short rounds through a warehouse."""

from certiplan.tasks.robots.documents import robot_document, robot_plan
from certiplan.tasks.robots.generator import random_allocation, random_round
from certiplan.tasks.robots.plans import AllocationPlan, RobotPlan, RobotVerdict, WarehousePlan, judge_plan
from certiplan.tasks.robots.requests import AllocationRequest, RobotRequest, WarehouseRequest
from certiplan.tasks.robots.solving import RobotSolved, solve_robots

__all__ = [
    "AllocationPlan",
    "AllocationRequest",
    "RobotPlan",
    "RobotRequest",
    "RobotSolved",
    "RobotVerdict",
    "WarehousePlan",
    "WarehouseRequest",
    "judge_plan",
    "random_allocation",
    "random_round",
    "robot_document",
    "robot_plan",
    "solve_robots",
]
