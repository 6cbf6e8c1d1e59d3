"""(see the design)"""
