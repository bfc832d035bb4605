"""How `maquette feed` signs in: secrets are asked for or known, and stand in no argument."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from app.cli_terminal import Refused, warn
from app.wording import visible

if TYPE_CHECKING:
    from importers.live.sign_in.access import Access
    from importers.live.sign_in.device import Invitation
    from importers.live.sign_in.entry import SignIn
    from importers.live.sign_in.vault import Vault

KINDS = ("key", "basic", "client", "device", "code")
SECRET = "MAQUETTE_SECRET"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser understand how to sign in."""
    group = parser.add_argument_group(
        "signing in",
        "A key, a password or a client's secret is taken from the environment variable "
        f"{SECRET}, from the system's keyring, or asked for.",
    )
    group.add_argument(
        "--sign-in",
        choices=KINDS,
        help="with an API key, a name and a password, as a client alone, with a code on another "
        "screen, or with the browser here",
    )
    group.add_argument("--user", default="", metavar="NAME", help="who signs in with a password")
    group.add_argument("--key-header", default="", metavar="NAME", help="where a key stands")
    group.add_argument("--key-parameter", default="", metavar="NAME", help="the same, in addresses")
    group.add_argument("--issuer", default="", metavar="ADDRESS", help="who issues the tokens")
    group.add_argument("--token-url", default="", metavar="ADDRESS", help="where tokens are got")
    group.add_argument("--client-id", default="", metavar="ID", help="what we are called there")
    group.add_argument("--scope", default="", metavar="'A B'", help="what is asked for there")
    group.add_argument(
        "--sign-out", action="store_true", help="forget what the keyring has for this platform"
    )


def wrong(asked: argparse.Namespace) -> str:
    """What cannot be asked like this; "" for nothing."""
    said = ("user", "key_header", "key_parameter", "issuer", "token_url", "client_id", "scope")
    if not asked.sign_in:
        named = [name for name in said if getattr(asked, name)]
        option = named[0].replace("_", "-") if named else ""
        return f"--{option} is for signing in; say --sign-in as well" if named else ""
    if asked.sign_out:
        return "sign in or sign out: leave out one of them"
    return _way(asked).fault()


def access(asked: argparse.Namespace, vault: Vault) -> Access | None:
    """Access as it was asked for; a person has signed in where that takes one. Raises FeedFault
    and Refused."""
    from city.progress import Progress
    from importers.live.answer import FeedFault, without_secrets
    from importers.live.sign_in.client import protected
    from importers.live.sign_in.entry import enter

    if not asked.sign_in:
        return None
    try:
        protected(asked.address)
    except FeedFault:
        name = without_secrets(asked.address)
        warn(f"{name}: what you sign in with goes without TLS, so that all can read it")
    found = enter(asked.address, _way(asked), vault, _ask, _tell)
    try:
        found.asked(asked.address, Progress())
    except FeedFault as fault:
        if fault.lasting:
            raise
        warn(f"{fault}; going on without a sign-in")  # what was answered before may be kept
    return found


def vault() -> Vault:
    """Where secrets are kept; a secret of the environment stays there."""
    from importers.live.sign_in.vault import Vault

    return Vault(lasting=SECRET not in os.environ)


def told(asked: argparse.Namespace, vault: Vault) -> None:
    """Say where the sign-in does not last."""
    if asked.sign_in and vault.fleeting and SECRET not in os.environ:
        warn("there is no keyring here that takes the sign-in: it is forgotten when this ends")


def sign_out(address: str) -> int:
    """Forget the secrets for a platform, and what it answered to who had them."""
    from importers.live.answer import without_secrets
    from importers.live.offline import Offline
    from importers.live.sign_in.vault import Vault
    from importers.places import answers

    gone = Vault().forget(address)
    for who in gone:
        Offline(answers()).forget(who)
    what = "is forgotten" if gone else "was not known"
    print(visible(f"{without_secrets(address)}: the sign-in {what}"), flush=True)
    return 0


def _way(asked: argparse.Namespace) -> SignIn:
    from importers.live.sign_in.entry import SignIn

    name = asked.user if asked.sign_in == "basic" else asked.key_parameter or asked.key_header
    in_query = bool(asked.key_parameter)
    client, issuer, token_url = asked.client_id, asked.issuer, asked.token_url
    return SignIn(asked.sign_in, name, in_query, client, issuer, token_url, asked.scope)


def _ask(what: str) -> str:
    if given := os.environ.get(SECRET):
        return given
    if not sys.stdin.isatty():
        raise Refused(f"{what}: give it in {SECRET}, or sign in once on a terminal")
    return getpass.getpass(f"{what}: ")


def _tell(invitation: Invitation) -> None:
    """On standard error: standard output may be one JSON document."""
    minutes = invitation.seconds / 60
    if invitation.code:
        warn(
            f"open {invitation.address} in a browser and enter {invitation.code} "
            f"within {minutes:.0f} min"
        )
        return
    warn(f"sign in with your browser within {minutes:.0f} min: {invitation.address}")
    if {"BROWSER", "DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys() or sys.platform != "linux":
        import webbrowser  # it is heavy, and rarely needed

        webbrowser.open(invitation.address)
