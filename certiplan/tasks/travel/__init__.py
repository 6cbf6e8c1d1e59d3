"""Round trips: the domain of the TravelPlanner benchmark."""
