"""What the drafting model was asked, and what that cost, day by day."""

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.desk.visitor import Reader

router = APIRouter()
DAYS = 14


@router.get("/model")
def show_model(agent: Reader) -> Response:
    services = agent.services
    days = [(day, services.model_currency(day.profile)) for day in services.model_days(DAYS) if day.calls]
    return agent.page("model.html", model=services.model(), days=days)
