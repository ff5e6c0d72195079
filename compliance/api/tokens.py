"""Log-in for programs: a token of ten hours for a mail address and password, and its end."""

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import JsonBody
from compliance.api.visited import Visited
from frameworks.api.describing import SIGNED_IN, WRITTEN, operation
from frameworks.errors import Refused


class TokensScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "compliance.api.authentication.Tokens"
    name = "token"


class LogInSerializer(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1024, trim_whitespace=False)


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Shown once. Send it as `Authorization: Token …`.")
    expiry = serializers.DateTimeField()


class Token(Visited):
    parser_classes = [JsonBody]

    @operation(
        "token_create",
        "Log in: a token for a mail address and password",
        TokenSerializer,
        status=201,
        request=LogInSerializer,
        wrong=(*SIGNED_IN, *WRITTEN),
        is_public=True,
    )
    def post(self, request: Request) -> Response:
        said = self.body(LogInSerializer)
        user = authenticate(request, username=said["email"], password=said["password"])
        if user is None:
            raise AuthenticationFailed(_("No active person has this mail address and password."))
        row, token = AuthToken.objects.create(user=user)
        return Response({"token": token, "expiry": row.expiry}, status=201)

    @operation("token_revoke", "Log out: the token of this request ends", None, status=204, wrong=(401, 422))
    def delete(self, request: Request) -> Response:
        if not isinstance(request.auth, AuthToken):
            raise Refused("This request carries no token that could end: log out on the site instead.")
        request.auth.delete()
        return Response(status=204)
