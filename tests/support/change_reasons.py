"""Each act that changes a row with a history is in the register for that model (ADR 115)."""

import tomllib

from simple_history.signals import post_create_historical_record

from rasso.settings.environment import ROOT


def registered_acts():
    """{model: {each of its acts: the answer of the register}}."""
    register = tomllib.loads((ROOT / "rasso" / "change_reasons.toml").read_text())
    return {
        model: {verb: answer for answer, verbs in answers.items() for verb in verbs}
        for model, answers in register["model"].items()
    }


ACTS = registered_acts()


def check_act(instance, history_instance, **_):
    """Fail the test whose act is not registered for the model of the row that it saves."""
    model, act = type(instance)._meta.label, history_instance.history_change_reason
    is_of_test = act is None or act.startswith("test")
    if not is_of_test and act not in ACTS.get(model, ()):
        raise AssertionError(f"{act} changes a {model}: choose in rasso/change_reasons.toml")


def follow_histories():
    """Check every row of history that is written from now on."""
    post_create_historical_record.connect(check_act)
