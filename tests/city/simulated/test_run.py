from city.simulated.run import Run


def test_what_a_model_computed_is_always_called_simulated():
    run = Run("Flood, 14 July", model="TELEMAC")
    assert run.badge == "simulated"
    assert run.computed is None
