"""What the drafting model was asked, and what that cost, day by day."""

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.desk.visitor import Agent, Reader
from assistant.records.values import ModelDay

router = APIRouter()
DAYS = 14


@router.get("/model")
def show_model(agent: Reader) -> Response:
    days = [day for day in agent.services.model_days(DAYS) if day.calls]
    return agent.page("model.html", model=agent.services.model(), days=[(day, _money(agent, day)) for day in days])


def _money(agent: Agent, day: ModelDay) -> str:
    """In the currency of the chosen profile; of another one, which may have another, the bare number."""
    model = agent.services.model()
    return agent.desk.money(day.cost, model.currency if model is not None and model.name == day.profile else "")
