"""placeholder until the branch comes"""

FlowGrid = Particles = flow_grid = None
