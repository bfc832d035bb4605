"""What SUMO is asked: trips, what to count, new and closed streets.

Source: SUMO's documentation, Definition of Vehicles, Networks/PlainXML, Simulation/Output.
"""
