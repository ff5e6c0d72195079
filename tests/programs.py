"""Programs that call the API with a person's token, over Django's test client and through the real door."""

from typing import Any

from django.urls import reverse
from knox.models import AuthToken
from rest_framework.test import APIClient

from compliance.models import System, User


class Program(APIClient):
    """Speaks JSON. `at(route, ...)` is an address in its system."""

    def __init__(self, user: User, system: System) -> None:
        super().__init__()
        self.system = system
        _, token = AuthToken.objects.create(user)
        self.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    def at(self, route: str, *args: Any) -> str:
        return reverse(route, args=[self.system.pk, *args])

    def read(self, route: str, *args: Any, **query: Any) -> Any:
        """The document at that route, which must be there."""
        answer = self.get(self.at(route, *args), query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def say(self, route: str, *args: Any, **body: Any) -> Any:
        """Post a JSON document."""
        return self.post(self.at(route, *args), body, format="json")

    def every(self, route: str, *args: Any, **query: Any) -> list[Any]:
        """Every row of a list, by following `next`."""
        found, page = [], self.read(route, *args, **query)
        while True:
            found += page["results"]
            if page["next"] is None:
                return found
            page = self.get(page["next"]).json()
